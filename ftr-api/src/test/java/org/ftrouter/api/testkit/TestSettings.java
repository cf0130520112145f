// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.testkit;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.ftrouter.api.Secret;
import org.ftrouter.api.Settings;

/**
 * Settings from Java values: texts, numbers, booleans, {@link Duration}, lists, nested maps. Problems are collected in
 * {@link #problems()}. Unlike the real thing it does not check bounds.
 */
public final class TestSettings implements Settings {
    private final Map<String, Object> values;
    private final List<String> problems;

    private TestSettings(Map<String, Object> values, List<String> problems) {
        this.values = values;
        this.problems = problems;
    }

    /** Settings of alternating keys and values. */
    public static TestSettings of(Object... keysAndValues) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return new TestSettings(map, new ArrayList<>());
    }

    /** What went wrong while reading, each {@code key: text}. */
    public List<String> problems() {
        return problems;
    }

    @Override
    public boolean has(String key) {
        return values.containsKey(key);
    }

    @Override
    public String string(String key) {
        if (!has(key)) {
            problem(key, "is missing");
        }
        return string(key, "");
    }

    @Override
    public String string(String key, String fallback) {
        return String.valueOf(values.getOrDefault(key, fallback));
    }

    @Override
    public List<String> strings(String key) {
        Object value = values.getOrDefault(key, List.of());
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of(value.toString());
    }

    @Override
    public int integer(String key, int fallback, int least, int most) {
        return (Integer) values.getOrDefault(key, fallback);
    }

    @Override
    public double ratio(String key, double fallback, double least, double most) {
        return (Double) values.getOrDefault(key, fallback);
    }

    @Override
    public boolean flag(String key, boolean fallback) {
        return (Boolean) values.getOrDefault(key, fallback);
    }

    @Override
    public Duration duration(String key, Duration fallback, Duration least, Duration most) {
        return (Duration) values.getOrDefault(key, fallback);
    }

    @Override
    public <E extends Enum<E>> E choice(String key, Class<E> type, E fallback) {
        Object value = values.get(key);
        if (value == null) {
            return fallback;
        }
        String name = value.toString().toUpperCase(Locale.ROOT).replace('-', '_');
        return Arrays.stream(type.getEnumConstants())
                .filter(e -> e.name().equals(name))
                .findFirst()
                .orElseGet(() -> {
                    problem(key, "'" + value + "' is not allowed");
                    return fallback;
                });
    }

    @Override
    public Optional<InetAddress> address(String key) {
        Object value = values.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.toString().matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
            problem(key, "'" + value + "' is not an address");
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(value.toString()));
        } catch (UnknownHostException e) {
            problem(key, "'" + value + "' is not an address");
            return Optional.empty();
        }
    }

    @Override
    public Optional<Secret> secret(String key) {
        return Optional.ofNullable(values.get(key)).map(v -> new Secret(v.toString()));
    }

    @Override
    @SuppressWarnings("unchecked")
    public Settings section(String key) {
        return new TestSettings((Map<String, Object>) values.getOrDefault(key, Map.of()), problems);
    }

    @Override
    @SuppressWarnings("unchecked")
    public List<Settings> sections(String key) {
        return ((List<Object>) values.getOrDefault(key, List.of()))
                .stream()
                        .map(v -> (Settings) new TestSettings((Map<String, Object>) v, problems))
                        .toList();
    }

    @Override
    @SuppressWarnings("unchecked")
    public List<Settings> sections(String key, String textKey) {
        Object value = values.getOrDefault(key, List.of());
        List<Object> items = value instanceof List<?> list ? (List<Object>) list : List.of(value);
        return items.stream()
                .map(v -> v instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of(textKey, v))
                .map(v -> (Settings) new TestSettings(v, problems))
                .toList();
    }

    @Override
    public List<String> keys() {
        return List.copyOf(values.keySet());
    }

    @Override
    public String place(String key) {
        return "test.conf:1";
    }

    @Override
    public void problem(String key, String whatIsWrongAndWhatIsAllowed) {
        problems.add(key + ": " + whatIsWrongAndWhatIsAllowed);
    }
}
