// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;
import org.ftrouter.engine.plugin.PluginInfo;
import org.ftrouter.engine.plugin.PluginInfo.State;
import org.ftrouter.engine.plugin.PluginKind;
import picocli.CommandLine.Command;

/** {@code ftr plugins}: what was found, what the configuration uses, and what was refused. */
@Command(name = "plugins")
final class PluginsCommand extends Subcommand {
    private static final String ROW = "%-12s  %-7s  %-15s  %-8s  %s%n";

    @Override
    public Integer call() throws Exception {
        try (Setup setup = Setup.of(options().config(), options())) {
            List<PluginInfo> plugins = setup.catalog().plugins();
            if (options().json()) {
                terminal().out().println(json(plugins));
            } else {
                table(plugins);
            }
            return Exit.OK;
        }
    }

    private void table(List<PluginInfo> plugins) {
        Texts texts = terminal().texts();
        terminal()
                .out()
                .printf(
                        ROW,
                        texts.get("plugins.name"),
                        texts.get("plugins.kind"),
                        texts.get("plugins.version"),
                        texts.get("plugins.state"),
                        texts.get("plugins.from"));
        for (PluginInfo plugin : plugins) {
            terminal()
                    .out()
                    .printf(
                            ROW,
                            plugin.type(),
                            plugin.kind().map(PluginKind::word).orElse("-"),
                            plugin.version().orElse("-"),
                            texts.get("plugins." + word(plugin.state())),
                            plugin.jar().map(Object::toString).orElse(texts.get("plugins.builtIn")));
            if (plugin.state() == State.REFUSED) {
                terminal().out().println("    " + plugin.why());
            }
        }
    }

    private static String json(List<PluginInfo> plugins) {
        var list = new JsonArray();
        for (PluginInfo plugin : plugins) {
            var one = new JsonObject();
            one.addProperty("name", plugin.type());
            one.addProperty("kind", plugin.kind().map(PluginKind::word).orElse(null));
            one.addProperty("version", plugin.version().orElse(null));
            one.addProperty("state", word(plugin.state()));
            one.addProperty("jar", plugin.jar().map(Object::toString).orElse(null));
            one.addProperty("why", plugin.why());
            list.add(one);
        }
        var answer = new JsonObject();
        answer.addProperty("schema", "ftr.plugins/1");
        answer.add("plugins", list);
        return new GsonBuilder()
                .serializeNulls()
                .disableHtmlEscaping()
                .setPrettyPrinting()
                .create()
                .toJson(answer);
    }

    private static String word(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
