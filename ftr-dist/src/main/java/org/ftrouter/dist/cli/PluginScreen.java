// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;
import org.ftrouter.engine.config.ReadKey;
import org.ftrouter.engine.plugin.PluginManual;
import org.ftrouter.engine.plugin.PluginReport;

/** What a plugin is and takes, for people and for programs. */
final class PluginScreen {
    private static final int COLUMNS = 78;
    private static final String INDENT = "      ";

    private final Texts texts;

    PluginScreen(Texts texts) {
        this.texts = texts;
    }

    /** All about a plugin. */
    String of(PluginManual manual) {
        var info = manual.info();
        var out = new StringBuilder(info.type())
                .append("  ")
                .append(info.kind().map(k -> k.word()).orElse("-"))
                .append("  ")
                .append(info.version().orElse("-"))
                .append("  ")
                .append(info.jar().map(Object::toString).orElse(texts.get("plugins.builtIn")))
                .append('\n');
        wrap(out, "", manual.description());
        out.append('\n');
        for (ReadKey key : manual.keys()) {
            out.append("  ").append(key.key()).append("  ").append(value(key)).append('\n');
            wrap(out, INDENT, manual.texts().getOrDefault(key.key(), ""));
        }
        if (!manual.example().isEmpty()) {
            out.append('\n').append(texts.get("plugins.example")).append('\n');
            manual.example()
                    .lines()
                    .forEach(line -> out.append("  ").append(line).append('\n'));
        }
        return Printable.lines(out.append('\n').toString());
    }

    private String value(ReadKey key) {
        var text = new StringBuilder(texts.get("plugins.type." + word(key)));
        if (!key.allowed().isEmpty()) {
            text.append(' ').append(key.allowed());
        }
        if (!key.fallback().isEmpty()) {
            text.append(" (").append(key.fallback().strip()).append(')');
        }
        return text.toString();
    }

    private static String word(ReadKey key) {
        return key.type().name().toLowerCase(Locale.ROOT);
    }

    private static void wrap(StringBuilder out, String indent, String text) {
        var line = new StringBuilder();
        for (String word : text.strip().split("\\s+", -1)) {
            if (line.length() > 0 && indent.length() + line.length() + 1 + word.length() > COLUMNS) {
                out.append(indent).append(line).append('\n');
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        if (line.length() > 0) {
            out.append(indent).append(line).append('\n');
        }
    }

    /** The same as {@code ftr.plugin/1}. */
    static JsonObject json(List<PluginManual> manuals) {
        var list = new JsonArray();
        for (PluginManual manual : manuals) {
            JsonObject one = PluginReport.json(List.of(manual.info()))
                    .getAsJsonArray("plugins")
                    .get(0)
                    .getAsJsonObject();
            one.addProperty("description", manual.description());
            one.addProperty("example", manual.example());
            var settings = new JsonArray();
            manual.keys().forEach(key -> settings.add(json(key, manual.texts().getOrDefault(key.key(), ""))));
            one.add("settings", settings);
            list.add(one);
        }
        var answer = new JsonObject();
        answer.addProperty("schema", "ftr.plugin/1");
        answer.add("plugins", list);
        return answer;
    }

    private static JsonObject json(ReadKey key, String text) {
        var json = new JsonObject();
        json.addProperty("key", key.key());
        json.addProperty("type", word(key));
        json.addProperty("allowed", key.allowed());
        json.addProperty("default", key.fallback());
        json.addProperty("documentation", text);
        return json;
    }
}
