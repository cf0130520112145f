// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.ftrouter.api.Secret;
import org.ftrouter.api.Settings;
import org.ftrouter.api.Uplink;
import org.jspecify.annotations.Nullable;

/**
 * Settings that come from HOCON, or from anything brought into its form. Two are equal if their values are. Used by one
 * thread.
 */
public final class HoconSettings implements Settings {
    private final ConfigObject node;
    private final String path;
    private final Place home;
    private final Reading reading;
    private final boolean standIn;
    private final Set<String> asked = new LinkedHashSet<>();
    private final Map<String, List<HoconSettings>> children = new LinkedHashMap<>();

    HoconSettings(ConfigObject node, String path, Place home, Reading reading) {
        this(node, path, home, reading, false);
    }

    private HoconSettings(ConfigObject node, String path, Place home, Reading reading, boolean standIn) {
        this.standIn = standIn;
        this.node = node;
        this.path = path;
        this.home = home;
        this.reading = reading;
    }

    /** Reports every key that nobody asked for, also in sections, once a plugin has read its own. For the engine. */
    public void reportUnread() {
        reportUnreadExcept(List.of());
    }

    /** As {@link #reportUnread}, without looking into some sections. */
    void reportUnreadExcept(List<String> others) {
        for (String key : keys()) {
            if (!asked.contains(key)) {
                error(key, "C101", "unknown setting '" + Shown.safe(named(key)) + "'", Suggestion.hint(key, meant()));
            }
        }
        children.forEach((key, parts) -> {
            if (!others.contains(key)) {
                parts.forEach(HoconSettings::reportUnread);
            }
        });
    }

    /** Of what is written already only blocks can be meant: those of one name are put together. */
    private List<String> meant() {
        return asked.stream()
                .filter(key -> peek(key) == null
                        || peek(key) instanceof ConfigObject
                        || Finder.where(this, key).file().isBuiltIn())
                .toList();
    }

    @Override
    public boolean has(String key) {
        return value(key) != null;
    }

    @Override
    public String string(String key) {
        if (!has(key)) {
            missing(key);
        }
        return string(key, "");
    }

    /** Reports a key that must be there. */
    void missing(String key) {
        missing(key, "");
    }

    /** The same with a hint. */
    void missing(String key, String hint) {
        if (standIn) {
            return; // there is no block, which has been said
        }
        String what = path.isEmpty() ? "'" + key + "' is missing" : "'" + path + "' lacks '" + key + "'";
        report(Problem.Severity.ERROR, null, "C102", what, hint);
    }

    @Override
    public String string(String key, String fallback) {
        return text(key, "a text").orElse(fallback);
    }

    @Override
    public List<String> strings(String key) {
        ConfigValue value = value(key);
        if (value == null) {
            return List.of();
        }
        List<ConfigValue> elements = value instanceof ConfigList list ? list : List.of(value);
        var texts = new ArrayList<String>();
        for (ConfigValue element : elements) {
            if (isText(element)) {
                texts.add(text(element));
            } else {
                error(key, "C103", "'" + named(key) + "' must be a list of texts", "");
            }
        }
        return texts;
    }

    @Override
    public int integer(String key, int fallback, int least, int most) {
        String allowed = "a whole number from " + least + " to " + most;
        return parsed(key, fallback, allowed, "C202", text -> {
            Optional<Long> number = Numbers.parse(text);
            return number.filter(n -> n >= least && n <= most).map(Long::intValue);
        });
    }

    @Override
    public double ratio(String key, double fallback, double least, double most) {
        String allowed = "a share from " + Numbers.percent(least) + " to " + Numbers.percent(most);
        return parsed(
                key, fallback, allowed, "C207", text -> Numbers.ratio(text).filter(n -> n >= least && n <= most));
    }

    @Override
    public boolean flag(String key, boolean fallback) {
        return parsed(key, fallback, "true or false", "C203", text -> switch (text) {
            case "true", "yes", "on" -> Optional.of(true);
            case "false", "no", "off" -> Optional.of(false);
            default -> Optional.empty();
        });
    }

    @Override
    public Duration duration(String key, Duration fallback, Duration least, Duration most) {
        String allowed = "a time from " + Durations.format(least) + " to " + Durations.format(most);
        Optional<String> number = text(key, allowed).filter(text -> text.matches("[+-]?[\\d.]+"));
        if (number.isPresent()) {
            String hint = "HOCON would read milliseconds; write " + number.get() + "s";
            error(key, "C204", "'" + named(key) + "' needs a unit: " + Durations.UNITS, hint);
            return fallback;
        }
        return parsed(
                key,
                fallback,
                allowed,
                "C205",
                text -> Durations.parse(text).filter(time -> time.compareTo(least) >= 0 && time.compareTo(most) <= 0));
    }

    /** A size in bytes with a unit, such as {@code 512KiB} or {@code 10MB}, or a plain number. */
    long bytes(String key, long fallback, long least, long most) {
        String allowed = "a size from " + least + " to " + most + " bytes, such as 10MiB";
        return parsed(
                key, fallback, allowed, "C208", text -> Numbers.bytes(text).filter(n -> n >= least && n <= most));
    }

    @Override
    public <E extends Enum<E>> E choice(String key, Class<E> type, E fallback) {
        List<String> words = EnumWords.of(type);
        Optional<String> given = text(key, "one of " + String.join(", ", words));
        if (given.isPresent() && !words.contains(given.get())) {
            String allowed = "allowed: " + String.join(", ", words);
            wrong(key, given.get(), allowed, "C201", Suggestion.hint(given.get(), words));
            return fallback;
        }
        return given.map(word -> type.getEnumConstants()[words.indexOf(word)]).orElse(fallback);
    }

    @Override
    public Optional<InetAddress> address(String key) {
        Optional<String> given = text(key, "an address");
        Optional<InetAddress> address = given.flatMap(Addresses::parse);
        if (given.isPresent() && address.isEmpty()) {
            wrong(key, given.get(), "allowed: a numeric IPv4 or IPv6 address", "C206", "");
        }
        return address;
    }

    @Override
    public Optional<Uplink> uplink(String key) {
        return text(key, "the name of an uplink").flatMap(name -> reading.uplink(this, key, name));
    }

    @Override
    public Optional<Secret> secret(String key) {
        return new Secrets(this, reading).find(key);
    }

    @Override
    public HoconSettings section(String key) {
        List<HoconSettings> known = children.get(key);
        return known != null
                ? known.get(0)
                : remember(key, List.of(child(key, value(key), named(key)))).get(0);
    }

    @Override
    public List<Settings> sections(String key) {
        return List.copyOf(parts(key));
    }

    @Override
    public List<Settings> sections(String key, String textKey) {
        return List.copyOf(parts(
                key,
                element -> isText(element)
                        ? ConfigValueFactory.fromMap(Map.of(textKey, text(element)))
                                .withOrigin(element.origin())
                        : element));
    }

    /** As {@link #sections}; a single object counts as a list of one. */
    List<HoconSettings> parts(String key) {
        return parts(key, element -> element);
    }

    private List<HoconSettings> parts(String key, UnaryOperator<ConfigValue> asObject) {
        List<HoconSettings> known = children.get(key);
        ConfigValue value = value(key);
        if (known != null || value == null) {
            return known != null ? known : List.of();
        }
        List<ConfigValue> elements = value instanceof ConfigList list ? list : List.of(value);
        var parts = new ArrayList<HoconSettings>();
        for (ConfigValue element : elements) {
            parts.add(child(key, asObject.apply(element), named(key) + "[" + (parts.size() + 1) + "]"));
        }
        return remember(key, parts);
    }

    private List<HoconSettings> remember(String key, List<HoconSettings> parts) {
        children.put(key, parts);
        return parts;
    }

    private HoconSettings child(String key, @Nullable ConfigValue value, String name) {
        if (value instanceof ConfigObject object) {
            return new HoconSettings(object, name, placeOf(value), reading);
        }
        if (value != null) {
            error(key, "C103", "'" + name + "' must be a block: { ... }", "");
        }
        return new HoconSettings(com.typesafe.config.ConfigFactory.empty().root(), name, home, reading, value != null);
    }

    @Override
    public List<String> keys() {
        return node.keySet().stream().sorted(Finder.order(this)).toList();
    }

    @Override
    public String place(String key) {
        Place place = Finder.where(this, key);
        return reading.name(place.file().path()) + ":" + place.line();
    }

    @Override
    public void problem(String key, String whatIsWrongAndWhatIsAllowed) {
        error(key, "C500", "'" + named(key) + "' " + whatIsWrongAndWhatIsAllowed, "");
    }

    @Override
    public void warning(String key, String whatIsOddAndWhatToDo) {
        warning(key, "C501", "'" + named(key) + "' " + whatIsOddAndWhatToDo, "");
    }

    /** Reports an error about a key, or about this object if it is not there. */
    void error(String key, String code, String text, String hint) {
        report(Problem.Severity.ERROR, key, code, text, hint);
    }

    /** Reports an error about a part of a key's value. */
    void error(String key, String part, String code, String text, String hint) {
        reading.problems().add(Finder.problem(this, Problem.Severity.ERROR, key, part, code, text, hint));
    }

    /** Reports a warning about a key. */
    void warning(String key, String code, String text, String hint) {
        report(Problem.Severity.WARNING, key, code, text, hint);
    }

    /** Reports a value that is not allowed. */
    void wrong(String key, String given, String allowed, String code, String hint) {
        error(key, given, code, "'" + named(key) + "' is '" + Shown.safe(given) + "', " + allowed, hint);
    }

    private void report(Problem.Severity severity, @Nullable String key, String code, String text, String hint) {
        reading.problems().add(Finder.problem(this, severity, key, "", code, text, hint));
    }

    /** Other values at the same place. */
    HoconSettings like(ConfigObject other) {
        return new HoconSettings(other, path, home, reading);
    }

    /** The full path of a key. */
    String named(String key) {
        String quoted = ConfigUtil.joinPath(key);
        return path.isEmpty() ? quoted : path + "." + quoted;
    }

    /** The full path of this object. */
    String path() {
        return path;
    }

    /** Where this object begins. */
    Place home() {
        return home;
    }

    /** The parser's value, without counting as reading it. */
    @Nullable
    ConfigValue peek(String key) {
        ConfigValue value = node.get(key);
        return value == null || value.valueType() == ConfigValueType.NULL ? null : value;
    }

    /** Where a value stands. */
    Place placeOf(ConfigValue value) {
        return Place.of(value.origin(), reading.sources().files()).orElse(home);
    }

    private @Nullable ConfigValue value(String key) {
        asked.add(key);
        return peek(key);
    }

    private <T> T parsed(String key, T fallback, String allowed, String code, Function<String, Optional<T>> parser) {
        Optional<String> given = text(key, allowed);
        Optional<T> result = given.flatMap(parser);
        if (given.isPresent() && result.isEmpty()) {
            wrong(key, given.get(), "allowed is " + allowed, code, "");
        }
        return result.orElse(fallback);
    }

    private Optional<String> text(String key, String allowed) {
        ConfigValue value = value(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!isText(value)) {
            String kind = value instanceof ConfigList ? "a list" : "a block";
            error(key, "C103", "'" + named(key) + "' is " + kind + ", allowed is " + allowed, "");
            return Optional.empty();
        }
        return Optional.of(text(value));
    }

    static boolean isText(ConfigValue value) {
        return switch (value.valueType()) {
            case STRING, NUMBER, BOOLEAN -> true;
            default -> false;
        };
    }

    /** A value as it was written. */
    static String text(ConfigValue value) {
        return value.atKey("x").getString("x");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HoconSettings settings && node.equals(settings.node);
    }

    @Override
    public int hashCode() {
        return node.hashCode();
    }

    /** Keys only: values may be secrets. */
    @Override
    public String toString() {
        return path + keys();
    }
}
