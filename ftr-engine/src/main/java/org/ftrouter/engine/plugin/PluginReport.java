// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;

/** What there is to say about plugins, for programs: schema {@code ftr.plugins/1}. */
public final class PluginReport {
    private PluginReport() {}

    /** All of them. */
    public static JsonObject json(List<PluginInfo> plugins) {
        var list = new JsonArray();
        for (PluginInfo plugin : plugins) {
            var one = new JsonObject();
            one.addProperty("name", plugin.type());
            one.addProperty("kind", plugin.kind().map(PluginKind::word).orElse(null));
            one.addProperty("version", plugin.version().orElse(null));
            one.addProperty("state", plugin.state().name().toLowerCase(Locale.ROOT));
            one.addProperty("jar", plugin.jar().map(Object::toString).orElse(null));
            one.addProperty("why", plugin.why());
            list.add(one);
        }
        var answer = new JsonObject();
        answer.addProperty("schema", "ftr.plugins/1");
        answer.add("plugins", list);
        return answer;
    }
}
