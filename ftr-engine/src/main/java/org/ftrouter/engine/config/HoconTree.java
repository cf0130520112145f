// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A configuration put together by the program: keys in order, with the lines of another file they come from, and with
 * comments. It can be read like a file, and written as one.
 */
final class HoconTree {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*");
    private static final Set<String> WORDS = Set.of("true", "false", "yes", "no", "on", "off", "null", "include");

    private record Leaf(Object value, int line) {}

    private final int line;
    private final Map<String, Object> entries = new LinkedHashMap<>();
    private final Map<String, String> comments = new LinkedHashMap<>();

    HoconTree(int line) {
        this.line = line;
    }

    /** Sets a key to a text, a number, or a list of texts that comes from a line. */
    void put(String key, Object value, int from) {
        entries.put(key, new Leaf(value, from));
    }

    /** The block of a key, made on first use. */
    HoconTree block(String key, int from) {
        return (HoconTree) entries.computeIfAbsent(key, k -> new HoconTree(from));
    }

    /** Sets a key to a list of one block. */
    HoconTree listOfOne(String key, int from) {
        var block = new HoconTree(from);
        entries.put(key, List.of(block));
        return block;
    }

    /** Says something about a key, above it. Lines are parted by newlines. */
    void comment(String key, String text) {
        comments.put(key, text);
    }

    /** Replaces a key, wherever it stands, by another with another value; false if it stands nowhere. */
    boolean moveAway(String key, String other, String value) {
        if (entries.remove(key) instanceof Leaf old) {
            comment(
                    other,
                    "A file in the folder secrets beside this one, or a systemd credential.\n"
                            + "Only the daemon's user may be able to read it (chmod 0600).");
            put(other, value, old.line());
            return true;
        }
        boolean moved = false;
        for (Object entry : List.copyOf(entries.values())) {
            List<?> inner = entry instanceof List<?> list ? list : List.of(entry);
            for (Object block : inner) {
                moved |= block instanceof HoconTree tree && tree.moveAway(key, other, value);
            }
        }
        return moved;
    }

    /** As if it had been read from the file. */
    ConfigObject read(SourceFile file) {
        Map<String, ConfigValue> values = new LinkedHashMap<>();
        for (Map.Entry<String, Object> entry : entries.entrySet()) {
            values.put(entry.getKey(), value(entry.getValue(), file, values.size()));
        }
        return ConfigValueFactory.fromMap(values, new Place(file, line, 0).description());
    }

    private static ConfigValue value(Object entry, SourceFile file, int ordinal) {
        if (entry instanceof Leaf leaf) {
            return ConfigValueFactory.fromAnyRef(leaf.value(), new Place(file, leaf.line(), ordinal).description());
        }
        if (entry instanceof HoconTree block) {
            return block.read(file)
                    .withOrigin(ConfigOriginFactory.newSimple(new Place(file, block.line, ordinal).description()));
        }
        var blocks = new ArrayList<ConfigValue>();
        for (Object block : (List<?>) entry) {
            blocks.add(value(block, file, blocks.size()));
        }
        return ConfigValueFactory.fromIterable(blocks);
    }

    /** As the text of a file. */
    String write() {
        return write("");
    }

    private String write(String indent) {
        var text = new StringBuilder();
        for (Map.Entry<String, Object> entry : entries.entrySet()) {
            text.append(indent.isEmpty() && !text.isEmpty() ? "\n" : "");
            String comment = comments.get(entry.getKey());
            if (comment != null) {
                comment.lines()
                        .forEach(l -> text.append(indent).append("# ").append(l).append('\n'));
            }
            text.append(indent).append(plain(entry.getKey()));
            text.append(written(entry.getValue(), indent)).append('\n');
        }
        return text.toString();
    }

    private static String written(Object entry, String indent) {
        if (entry instanceof Leaf leaf) {
            return " = " + leaf(leaf.value());
        }
        if (entry instanceof HoconTree block) {
            return " {\n" + block.write(indent + "  ") + indent + "}";
        }
        return ((List<?>) entry)
                .stream()
                        .map(b -> "{\n" + ((HoconTree) b).write(indent + "  ") + indent + "}")
                        .collect(Collectors.joining(", ", " = [", "]"));
    }

    private static String leaf(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(HoconTree::leaf).collect(Collectors.joining(", ", "[ ", " ]"));
        }
        return value instanceof String text ? plain(text) : value.toString();
    }

    private static String plain(String text) {
        return PLAIN.matcher(text).matches() && !WORDS.contains(text) ? text : ConfigUtil.quoteString(text);
    }
}
