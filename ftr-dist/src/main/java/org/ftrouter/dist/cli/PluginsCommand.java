// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.util.List;
import org.ftrouter.engine.control.ControlClient;
import org.ftrouter.engine.plugin.PluginManual;
import org.ftrouter.engine.plugin.PluginReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code ftr plugins}: what was found, what the configuration uses, what was refused, and what the running daemon has put
 * in quarantine. {@code ftr plugins show NAME}: what one is and takes.
 */
@Command(name = "plugins")
final class PluginsCommand extends Subcommand implements PrintsJson {
    private static final Gson GSON = new GsonBuilder()
            .serializeNulls()
            .disableHtmlEscaping()
            .setPrettyPrinting()
            .create();
    private static final String ROW = "%-12s  %-7s  %-15s  %-11s  %s%n";

    @Override
    public Integer call() throws Exception {
        try (Setup setup = Setup.of(options().config(), options())) {
            JsonObject report = PluginReport.json(setup.catalog().plugins());
            addDaemons(report);
            if (options().json()) {
                terminal().out().println(GSON.toJson(report));
            } else {
                table(report);
            }
            return Exit.OK;
        }
    }

    @Command(name = "show")
    int show(@Parameters(index = "0", paramLabel = "NAME") String name) throws IOException {
        Logging.withoutDaemon(options().debug());
        try (var catalog = Setup.catalog(options())) {
            List<PluginManual> manuals =
                    catalog.manuals(name, terminal().texts().language());
            if (manuals.isEmpty()) {
                return terminal().fail(Exit.UNKNOWN_NAME, "plugins.unknown", "name", name);
            }
            var screen = new PluginScreen(terminal().texts());
            if (options().json()) {
                terminal().out().println(GSON.toJson(PluginScreen.json(manuals)));
            } else {
                manuals.forEach(manual -> terminal().out().print(screen.of(manual)));
            }
            return Exit.OK;
        }
    }

    /** What only a running daemon knows: which plugins fail, and which leave threads behind, also if they are gone. */
    private void addDaemons(JsonObject report) {
        JsonArray all = report.getAsJsonArray("plugins");
        for (JsonElement theirs : daemons()) {
            boolean leaks = text(theirs, "state").equals("leaking");
            if (leaks && all.asList().stream().noneMatch(ours -> isSame(ours.getAsJsonObject(), theirs))) {
                all.add(theirs);
            } else if (leaks || text(theirs, "state").equals("quarantined")) {
                all.forEach(ours -> adopt(ours.getAsJsonObject(), theirs));
            }
        }
    }

    private JsonArray daemons() {
        try {
            String answer = ControlClient.ask(options().socket(), "plugins");
            JsonArray plugins = JsonParser.parseString(answer).getAsJsonObject().getAsJsonArray("plugins");
            return plugins == null ? new JsonArray() : plugins;
        } catch (IOException e) { // none runs
            return new JsonArray();
        }
    }

    private static void adopt(JsonObject ours, JsonElement theirs) {
        if (isSame(ours, theirs)) {
            ours.addProperty("state", text(theirs, "state"));
            ours.addProperty("why", text(theirs, "why"));
        }
    }

    private static boolean isSame(JsonObject ours, JsonElement theirs) {
        return text(ours, "name").equals(text(theirs, "name"))
                && text(ours, "kind").equals(text(theirs, "kind"))
                && text(ours, "jar").equals(text(theirs, "jar"));
    }

    private static String text(JsonElement object, String key) {
        JsonElement value = object.getAsJsonObject().get(key);
        return value.isJsonNull() ? "-" : value.getAsString();
    }

    private static String cell(JsonElement plugin, String key) {
        return Printable.line(text(plugin, key));
    }

    private void table(JsonObject report) {
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
        for (JsonElement plugin : report.getAsJsonArray("plugins")) {
            String jar = cell(plugin, "jar");
            terminal()
                    .out()
                    .printf(
                            ROW,
                            cell(plugin, "name"),
                            cell(plugin, "kind"),
                            cell(plugin, "version"),
                            texts.get("plugins." + text(plugin, "state")),
                            jar.equals("-") ? texts.get("plugins.builtIn") : jar);
            if (!text(plugin, "why").isEmpty()) {
                terminal().out().println("    " + cell(plugin, "why"));
            }
        }
    }
}
