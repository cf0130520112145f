// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.testkit;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.ftrouter.api.Secret;
import org.ftrouter.api.Settings;
import org.ftrouter.api.Uplink;
import org.jspecify.annotations.Nullable;

/**
 * Settings without a configuration. {@link #of} takes Java values (texts, numbers, booleans, {@link Duration}, lists, nested
 * maps) and does not check bounds, so that a test may use a time-out shorter than people may. {@link #hocon} takes the
 * text of a configuration and checks them as the daemon does. Problems are collected in {@link #problems()}, warnings in
 * {@link #warnings()}.
 */
public final class TestSettings implements Settings {
    private final Map<String, Object> values;
    private final List<String> problems;
    private final List<String> warnings;
    private final boolean checks;
    private final Set<String> asked = new HashSet<>();

    private TestSettings(Map<String, Object> values, boolean checks) {
        this(values, new ArrayList<>(), new ArrayList<>(), checks);
    }

    private TestSettings(Map<String, Object> values, List<String> problems, List<String> warnings, boolean checks) {
        this.values = values;
        this.problems = problems;
        this.warnings = warnings;
        this.checks = checks;
    }

    /** Settings of alternating keys and values. */
    public static TestSettings of(Object... keysAndValues) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return new TestSettings(map, false);
    }

    /**
     * Settings as in a configuration file: {@code target = 192.0.2.1, timeout = 5s, smtp { port = 25 }}. Needs {@code
     * com.typesafe:config} on the class path of the test.
     */
    public static TestSettings hocon(String text) {
        try {
            return new TestSettings(Hocon.values(text), true);
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException(
                    "TestSettings.hocon needs com.typesafe:config: add it to the pom.xml with <scope>test</scope>", e);
        }
    }

    /** What went wrong while reading, each {@code key: text}. */
    public List<String> problems() {
        return problems;
    }

    /** What looked odd while reading, each {@code key: text}. */
    public List<String> warnings() {
        return warnings;
    }

    /** The keys of this object that nobody has asked for, which the daemon would report as unknown. */
    public List<String> unread() {
        return values.keySet().stream().filter(key -> !asked.contains(key)).toList();
    }

    private @Nullable Object value(String key) {
        asked.add(key);
        return values.get(key);
    }

    /** A value made of what was given; the fallback, and a problem, if it cannot be. */
    private <T> T read(String key, T fallback, String allowed, Function<Object, Optional<T>> reader) {
        Object given = value(key);
        if (given == null) {
            return fallback;
        }
        return reader.apply(given).orElseGet(() -> {
            problem(key, "is '" + given + "', allowed is " + allowed);
            return fallback;
        });
    }

    private <T extends Comparable<T>> boolean within(T value, T least, T most) {
        return !checks || (value.compareTo(least) >= 0 && value.compareTo(most) <= 0);
    }

    @Override
    public boolean has(String key) {
        return value(key) != null;
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
        Object value = value(key);
        return value == null ? fallback : value.toString();
    }

    @Override
    public List<String> strings(String key) {
        Object value = value(key);
        if (value == null) {
            return List.of();
        }
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of(value.toString());
    }

    @Override
    public int integer(String key, int fallback, int least, int most) {
        return read(
                key,
                fallback,
                "a whole number from " + least + " to " + most,
                given -> Values.integer(given).filter(n -> within(n, least, most)));
    }

    @Override
    public double ratio(String key, double fallback, double least, double most) {
        return read(
                key,
                fallback,
                "a share from " + least + " to " + most,
                given -> Values.ratio(given).filter(n -> within(n, least, most)));
    }

    @Override
    public boolean flag(String key, boolean fallback) {
        return read(key, fallback, "true or false", Values::flag);
    }

    @Override
    public Duration duration(String key, Duration fallback, Duration least, Duration most) {
        return read(
                key,
                fallback,
                "a time with a unit, from " + least + " to " + most,
                given -> Values.duration(given).filter(time -> within(time, least, most)));
    }

    /** An {@link Uplink} given as such is known, and no other. */
    @Override
    public Optional<Uplink> uplink(String key) {
        Optional<Uplink> none = Optional.empty();
        return read(
                key,
                none,
                "the name of an uplink",
                given -> given instanceof Uplink uplink ? Optional.of(Optional.of(uplink)) : Optional.empty());
    }

    @Override
    public <E extends Enum<E>> E choice(String key, Class<E> type, E fallback) {
        List<E> constants = List.of(type.getEnumConstants());
        List<String> words = constants.stream().map(Values::word).toList();
        return read(
                key,
                fallback,
                String.join(", ", words),
                given -> Optional.of(words.indexOf(given.toString()))
                        .filter(i -> i >= 0)
                        .map(constants::get));
    }

    @Override
    public Optional<InetAddress> address(String key) {
        Object value = value(key);
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
        Object file = checks ? value(key + "-file") : null;
        Object given = file != null ? Values.content(file.toString()) : value(key);
        return Optional.ofNullable(given).map(v -> new Secret(v.toString()));
    }

    @Override
    @SuppressWarnings("unchecked")
    public Settings section(String key) {
        Object value = value(key);
        return inner(value == null ? Map.of() : (Map<String, Object>) value);
    }

    @Override
    @SuppressWarnings("unchecked")
    public List<Settings> sections(String key) {
        Object value = value(key);
        List<Object> items =
                value == null ? List.of() : value instanceof List<?> list ? (List<Object>) list : List.of(value);
        return items.stream().map(v -> inner((Map<String, Object>) v)).toList();
    }

    @Override
    @SuppressWarnings("unchecked")
    public List<Settings> sections(String key, String textKey) {
        Object value = value(key);
        List<Object> items =
                value == null ? List.of() : value instanceof List<?> list ? (List<Object>) list : List.of(value);
        return items.stream()
                .map(v -> inner(v instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of(textKey, v)))
                .toList();
    }

    private Settings inner(Map<String, Object> part) {
        return new TestSettings(part, problems, warnings, checks);
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

    @Override
    public void warning(String key, String whatIsOddAndWhatToDo) {
        warnings.add(key + ": " + whatIsOddAndWhatToDo);
    }
}
