// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * All notices that a daemon's outbox has taken, in order. What is delivered vanishes from its file when that is written
 * anew, so it has to be looked at often.
 */
final class Told {
    private final Path journal;
    private final Map<String, JsonObject> notices = new LinkedHashMap<>();
    private final Map<String, List<String>> channels = new LinkedHashMap<>();

    Told(Path journal) {
        this.journal = journal;
    }

    /** Reads what is new. */
    void look() throws IOException {
        if (Files.exists(journal)) {
            for (String line : Files.readString(journal).split("\n", -1)) {
                if (line.contains("\"notice\"")) {
                    take(line);
                }
            }
        }
    }

    private void take(String line) {
        try {
            JsonObject json = JsonParser.parseString(line).getAsJsonObject();
            JsonObject notice = json.getAsJsonObject("notice");
            String id = notice.get("id").getAsString();
            if (notices.putIfAbsent(id, notice) == null) {
                channels.put(
                        id,
                        json.getAsJsonArray("to").asList().stream()
                                .map(JsonElement::getAsString)
                                .toList());
            }
        } catch (JsonParseException e) {
            return; // it is being written
        }
    }

    /** The ids of those for a channel. */
    List<String> ids(String channel) {
        return notices.keySet().stream()
                .filter(id -> Objects.requireNonNull(channels.get(id)).contains(channel))
                .toList();
    }

    /** Who has ordered that an uplink is drained, and that it is not, in order; once each. */
    List<String> orders() {
        return notices.values().stream()
                .filter(notice -> notice.get("kind").getAsString().endsWith("drained"))
                .map(notice -> notice.getAsJsonObject("fields").get("by").getAsString())
                .distinct()
                .toList();
    }

    /** How many there are of a kind and an uplink, as {@code uplink.down fibre}. */
    long count(String what) {
        return notices.values().stream()
                .filter(notice -> notice.has("uplink"))
                .filter(notice -> what.equals(notice.get("kind").getAsString() + " "
                        + notice.get("uplink").getAsString()))
                .count();
    }
}
