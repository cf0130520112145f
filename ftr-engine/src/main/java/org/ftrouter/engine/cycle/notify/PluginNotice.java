// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Severity;
import org.ftrouter.engine.plugin.PluginInfo;
import org.ftrouter.engine.plugin.PluginKind;
import org.ftrouter.engine.text.Languages;
import org.ftrouter.engine.text.Messages;

/** Writes the notice that a jar is refused, or that a plugin has failed too often and is left alone for a while. */
public final class PluginNotice {
    private static final String QUARANTINED = "plugin.quarantined";
    private static final String REFUSED = "plugin.refused";

    private PluginNotice() {}

    /** The notice. */
    public static Notice of(PluginInfo plugin, String host, Instant at) {
        String id = NoticeId.at(at);
        String kind = plugin.state() == PluginInfo.State.REFUSED ? REFUSED : QUARANTINED;
        var fields = new LinkedHashMap<String, String>();
        fields.put("plugin", line(plugin.type()));
        fields.put("kind", plugin.kind().map(PluginKind::word).orElse("-"));
        fields.put("jar", line(plugin.jar().map(Path::toString).orElse("-")));
        fields.put("reason", plugin.why());
        var texts = new LinkedHashMap<String, Notice.Text>();
        for (String language : Languages.SUPPORTED) {
            texts.put(language, text(Messages.of(language), kind, id, fields));
        }
        return new Notice(
                id, id, kind, NoticeWriter.word(kind), Severity.WARNING, at, host, Optional.empty(), fields, texts);
    }

    /** Whoever could write a jar that is refused has chosen its name. */
    private static String line(String name) {
        return name.replaceAll("\\p{Cntrl}|\\p{Cf}", "?");
    }

    private static Notice.Text text(Messages messages, String kind, String id, Map<String, String> facts) {
        String event = "event." + kind;
        var body = new StringBuilder();
        NoticeWriter.wrap(body, "", messages.text(event + ".lead", facts));
        body.append('\n');
        NoticeWriter.wrap(body, messages.text("mail.why", Map.of()), messages.text(event + ".why", facts));
        NoticeWriter.wrap(body, messages.text("mail.more", Map.of()), messages.text(event + ".more", facts));
        NoticeWriter.wrap(body, messages.text("mail.event", Map.of()), id + "  " + kind);
        return new Notice.Text(messages.text(event + ".title", facts), body.toString());
    }
}
