// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.ftrouter.api.Secret;
import org.ftrouter.api.Settings;
import org.ftrouter.api.Uplink;

/**
 * Settings that note what is read of them: so a plugin itself says which keys it has, of which types, within which bounds
 * and with which defaults. They can also pretend that every key is there, to see what is read only then. Used by one
 * thread.
 */
public final class RecordingSettings implements Settings {
    private final Settings values;
    private final String prefix;
    private final boolean pretend;
    private final Map<String, ReadKey> found;
    private boolean open; // the keys are the administrator's own

    private RecordingSettings(Settings values, String prefix, boolean pretend, Map<String, ReadKey> found) {
        this.values = values;
        this.prefix = prefix;
        this.pretend = pretend;
        this.found = found;
    }

    /** Notes into {@code found}, by key, in the order of reading; what stands there already stays. */
    public static RecordingSettings of(Settings values, boolean pretend, Map<String, ReadKey> found) {
        return new RecordingSettings(values, "", pretend, found);
    }

    /** An empty place to note into. */
    public static Map<String, ReadKey> notes() {
        return new LinkedHashMap<>();
    }

    private void note(String key, ReadKey.Type type, String allowed, String fallback) {
        String name = prefix + (open ? "*" : key);
        ReadKey known = found.get(name);
        boolean asked = known != null && known.type() == ReadKey.Type.ANY; // so it need not be there
        if (known == null || asked) {
            found.put(
                    name,
                    new ReadKey(
                            name,
                            asked && type == ReadKey.Type.REQUIRED ? ReadKey.Type.TEXT : type,
                            allowed,
                            fallback));
        }
    }

    @Override
    public boolean has(String key) {
        note(key, ReadKey.Type.ANY, "", "");
        return pretend || values.has(key);
    }

    @Override
    public String string(String key) {
        note(key, ReadKey.Type.REQUIRED, "", "");
        return values.string(key);
    }

    @Override
    public String string(String key, String fallback) {
        note(key, ReadKey.Type.TEXT, "", fallback);
        return values.string(key, fallback);
    }

    @Override
    public List<String> strings(String key) {
        note(key, ReadKey.Type.TEXTS, "", "");
        return values.strings(key);
    }

    @Override
    public int integer(String key, int fallback, int least, int most) {
        note(key, ReadKey.Type.NUMBER, least + " - " + most, Integer.toString(fallback));
        return values.integer(key, fallback, least, most);
    }

    @Override
    public double ratio(String key, double fallback, double least, double most) {
        note(
                key,
                ReadKey.Type.SHARE,
                Numbers.percent(least) + " - " + Numbers.percent(most),
                Numbers.percent(fallback));
        return values.ratio(key, fallback, least, most);
    }

    @Override
    public boolean flag(String key, boolean fallback) {
        note(key, ReadKey.Type.FLAG, "", Boolean.toString(fallback));
        return values.flag(key, fallback);
    }

    @Override
    public Duration duration(String key, Duration fallback, Duration least, Duration most) {
        note(
                key,
                ReadKey.Type.TIME,
                Durations.format(least) + " - " + Durations.format(most),
                Durations.format(fallback));
        return values.duration(key, fallback, least, most);
    }

    @Override
    public Optional<Uplink> uplink(String key) {
        note(key, ReadKey.Type.TEXT, "", "");
        return values.uplink(key);
    }

    @Override
    public <E extends Enum<E>> E choice(String key, Class<E> type, E fallback) {
        String word = fallback.name().toLowerCase(Locale.ROOT).replace('_', '-');
        note(key, ReadKey.Type.WORD, String.join(", ", EnumWords.of(type)), word);
        return values.choice(key, type, fallback);
    }

    @Override
    public Optional<InetAddress> address(String key) {
        note(key, ReadKey.Type.ADDRESS, "", "");
        return values.address(key);
    }

    @Override
    public Optional<Secret> secret(String key) {
        note(key, ReadKey.Type.SECRET, "", "");
        return values.secret(key);
    }

    @Override
    public Settings section(String key) {
        note(key, ReadKey.Type.BLOCK, "", "");
        return inner(key, values.section(key));
    }

    @Override
    public List<Settings> sections(String key) {
        note(key, ReadKey.Type.BLOCKS, "", "");
        return inner(key, values.sections(key));
    }

    @Override
    public List<Settings> sections(String key, String textKey) {
        note(key, ReadKey.Type.BLOCKS, "", "");
        return inner(key, values.sections(key, textKey));
    }

    private List<Settings> inner(String key, List<Settings> parts) {
        return pretend && parts.isEmpty()
                ? List.of(inner(key, values.section(key)))
                : parts.stream().map(part -> inner(key, part)).toList();
    }

    private Settings inner(String key, Settings part) {
        return new RecordingSettings(part, prefix + (open ? "*" : key) + ".", pretend, found);
    }

    @Override
    public List<String> keys() {
        open = true;
        note("*", ReadKey.Type.TEXT, "", "");
        return values.keys();
    }

    @Override
    public String place(String key) {
        return values.place(key);
    }

    @Override
    public void problem(String key, String whatIsWrongAndWhatIsAllowed) {
        values.problem(key, whatIsWrongAndWhatIsAllowed);
    }

    @Override
    public void warning(String key, String whatIsOddAndWhatToDo) {
        values.warning(key, whatIsOddAndWhatToDo);
    }
}
