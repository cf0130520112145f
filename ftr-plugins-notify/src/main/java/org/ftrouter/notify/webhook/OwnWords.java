// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.webhook;

import com.google.gson.JsonElement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.ftrouter.api.Secret;
import org.ftrouter.api.Settings;

/**
 * What people have written into a preset of their own: a key may stand in a header, in the path or in a value, which a
 * receiver may repeat. Short words are likely to be just words. Pure.
 */
final class OwnWords {
    private static final int SHORTEST = 8;
    private static final Set<String> NO_SECRETS = Set.of("accept", "content-type", "user-agent");

    private OwnWords() {}

    /** What must not be shown of it. */
    static List<Secret> of(Settings settings, Preset preset, Map<String, JsonElement> values) {
        Settings headers = settings.section("headers");
        Set<String> ownValues = Set.copyOf(settings.section("values").keys());
        var own = new TreeSet<String>(String.CASE_INSENSITIVE_ORDER);
        own.addAll(headers.keys());
        NO_SECRETS.forEach(own::remove); // removeAll would compare in its own way
        Stream<String> texts = Stream.of(
                        preset.headers().entrySet().stream()
                                .filter(header -> own.contains(header.getKey()))
                                .map(Map.Entry::getValue),
                        values.entrySet().stream()
                                .filter(value -> ownValues.contains(value.getKey()))
                                .map(value -> value.getValue().getAsString()),
                        settings.has("path") ? Stream.of(preset.path()) : Stream.<String>empty())
                .flatMap(all -> all);
        return texts.flatMap(text -> Stream.of(text.split("\\{[^}]*}|\\s+")))
                .flatMap(word -> Stream.concat(Stream.of(word), Stream.of(word.split("[/?&=,;\"]+"))))
                .filter(word -> word.length() >= SHORTEST)
                .map(Secret::new)
                .toList();
    }
}
