// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.delivery;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.ToNumberPolicy;
import com.google.gson.reflect.TypeToken;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifierFactory;
import org.ftrouter.api.notify.Severity;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.dist.cli.ShownLog;
import org.ftrouter.engine.cycle.notify.Channels;

/**
 * The daemon's outbox with its channels. Reads numbers of events, and says {@code stored N} when one can no longer be lost;
 * {@code error N} makes it a critical one, {@code kick} ends a pause between attempts, {@code ?} asks how many wait in the channel {@code it}, {@code report} for
 * all there is to say of the channels. Logs everything.
 */
final class OutboxProcess {
    private OutboxProcess() {}

    /** Arguments: a folder, and as JSON the settings of each channel with its {@code type}. Runs until it is killed. */
    public static void main(String[] arguments) throws Exception {
        ShownLog.everything();
        Path folder = Path.of(arguments[0]);
        Files.createDirectories(folder.resolve("state"));
        var notifiers = new LinkedHashMap<String, Notifier>();
        JsonParser.parseString(arguments[1])
                .getAsJsonObject()
                .entrySet()
                .forEach(e -> notifiers.put(e.getKey(), notifier(e.getValue().getAsJsonObject(), folder)));
        try (var channels = new Channels(folder.resolve("outbox"));
                var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            channels.use(notifiers);
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.equals("kick")) {
                    channels.kick();
                } else if (line.equals("?")) {
                    say("waiting " + channels.waiting().getOrDefault("it", -1));
                } else if (line.equals("report")) {
                    say("report " + channels.report());
                } else {
                    boolean error = line.startsWith("error ");
                    int number = Integer.parseInt(error ? line.substring(6) : line);
                    Severity severity = error ? Severity.CRITICAL : Severity.WARNING;
                    channels.send(notice(number, severity), () -> say("stored " + number));
                }
            }
        }
    }

    private static Notifier notifier(JsonObject settings, Path folder) {
        String type = settings.remove("type").getAsString();
        return ServiceLoader.load(NotifierFactory.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(f -> f.type().equals(type))
                .findFirst()
                .orElseThrow()
                .create(settings(settings.toString()), new TestContext(folder.resolve("state")));
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private static TestSettings settings(String json) {
        Map<String, Object> map = new GsonBuilder()
                .setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE)
                .create()
                .fromJson(json, new TypeToken<Map<String, Object>>() {}.getType());
        List<Object> flat = new ArrayList<>();
        map.forEach((key, value) -> {
            flat.add(key);
            flat.add(plain(value));
        });
        return TestSettings.of(flat.toArray());
    }

    private static Object plain(Object value) {
        if (value instanceof Map<?, ?> map) {
            var plain = new HashMap<Object, Object>();
            map.forEach((key, inner) -> plain.put(key, plain(inner)));
            return plain;
        }
        return value instanceof Long number ? (Object) number.intValue() : value;
    }

    static String id(int number) {
        return String.format("01E%05d", number);
    }

    private static Notice notice(int number, Severity severity) {
        return new Notice(
                id(number),
                id(number),
                number % 2 == 0 ? "uplink.down" : "uplink.up",
                number % 2 == 0 ? "DOWN" : "UP",
                severity,
                Instant.now(),
                "gw1",
                Optional.of("dsl"),
                Map.of("usable", "1", "family", "IPv4"),
                Map.of("en", new Notice.Text("dsl: event " + number, "body\n")));
    }
}
