// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Severity;
import org.ftrouter.engine.plugin.PluginInfo;
import org.ftrouter.engine.plugin.PluginKind;

/**
 * Writes the notice that a jar is refused, that a plugin has failed too often and is left alone for a while, that one
 * leaves threads behind, or that one from a jar has come into use.
 */
public final class PluginNotice {
    private static final String QUARANTINED = "plugin.quarantined";
    private static final String REFUSED = "plugin.refused";
    private static final String LEAKING = "plugin.leaking";
    private static final String STARTED = "plugin.started";

    private PluginNotice() {}

    /** Of one that cannot be used, or should not be. */
    public static Notice of(PluginInfo plugin, String host, Instant at) {
        String kind = switch (plugin.state()) {
            case REFUSED -> REFUSED;
            case LEAKING -> LEAKING;
            default -> QUARANTINED;
        };
        return write(PlainNotice.of(kind, Severity.WARNING, at, host), plugin);
    }

    /** Of one that has come into use. */
    public static Notice started(PluginInfo plugin, String host, Instant at) {
        return write(PlainNotice.of(STARTED, Severity.INFO, at, host), plugin);
    }

    private static Notice write(PlainNotice notice, PluginInfo plugin) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("plugin", PlainNotice.line(plugin.type()));
        fields.put("kind", plugin.kind().map(PluginKind::word).orElse("-"));
        fields.put("jar", PlainNotice.line(plugin.jar().map(Path::toString).orElse("-")));
        plugin.version().ifPresent(version -> fields.put("version", PlainNotice.line(version)));
        fields.put("reason", plugin.why());
        Map<String, Object> facts = new LinkedHashMap<>(fields);
        facts.putIfAbsent("version", "-");
        return notice.write(fields, messages -> facts);
    }
}
