// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** A mapping of a YAML file, whose keys may be texts or Ruby symbols. What nobody asked for can be told. */
final class YamlMap {
    /** A scalar: its text without the colon of a symbol, and its line. */
    record Scalar(String text, int line) {}

    private final String path;
    private final int line;
    private final SourceFile file;
    private final Problems problems;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, HoconScanner.Spot> spots = new LinkedHashMap<>();
    private final Set<String> asked = new TreeSet<>();

    YamlMap(MappingNode node, String path, SourceFile file, Problems problems) {
        this(path, node.getStartMark().getLine() + 1, file, problems);
        for (NodeTuple tuple : node.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode key) {
                String name = plain(key);
                spots.put(name, spot(key));
                if (values.put(name, tuple.getValueNode()) != null) {
                    warn(name, "C110", "'" + named(name) + "' is written twice", "the last one counts");
                }
            } else {
                error(spot(tuple.getKeyNode()), "C103", "this cannot be the name of a parameter", "");
            }
        }
    }

    private YamlMap(String path, int line, SourceFile file, Problems problems) {
        this.path = path;
        this.line = line;
        this.file = file;
        this.problems = problems;
    }

    int line() {
        return line;
    }

    /** Whether the key has a value that is not blank. */
    boolean has(String key) {
        asked.add(key);
        Node node = values.get(key);
        return node != null && !node.getTag().equals(Tag.NULL);
    }

    /** A scalar; a missing or blank one is empty. */
    Optional<Scalar> scalar(String key) {
        if (!has(key)) {
            return Optional.empty();
        }
        if (values.get(key) instanceof ScalarNode scalar) {
            return Optional.of(new Scalar(plain(scalar), scalar.getStartMark().getLine() + 1));
        }
        fail(key, "C103", "'" + named(key) + "' must be a single value", "");
        return Optional.empty();
    }

    /** A scalar that must be there. */
    Optional<Scalar> required(String key) {
        if (!has(key)) {
            var spot = new HoconScanner.Spot(line, 0, 0);
            error(spot, "C102", path.isEmpty() ? "'" + key + "' is missing" : "'" + path + "' lacks '" + key + "'", "");
        }
        return scalar(key);
    }

    /** A list of scalars; a single one counts as a list of one. */
    List<Scalar> scalars(String key) {
        if (!has(key) || values.get(key) instanceof ScalarNode) {
            return scalar(key).stream().toList();
        }
        var scalars = new ArrayList<Scalar>();
        for (Node item : items(key)) {
            if (item instanceof ScalarNode scalar) {
                scalars.add(new Scalar(plain(scalar), scalar.getStartMark().getLine() + 1));
            } else {
                error(spot(item), "C103", "'" + named(key) + "' must be a list of single values", "");
            }
        }
        return scalars;
    }

    /** A nested mapping; an empty one if it is missing. */
    YamlMap map(String key) {
        if (has(key) && values.get(key) instanceof MappingNode map) {
            return new YamlMap(map, named(key), file, problems);
        }
        if (has(key)) {
            fail(key, "C103", "'" + named(key) + "' must hold further parameters", "");
        }
        return new YamlMap(named(key), line, file, problems);
    }

    /** A list of mappings. */
    List<YamlMap> maps(String key) {
        var maps = new ArrayList<YamlMap>();
        for (Node item : has(key) ? items(key) : List.<Node>of()) {
            String name = named(key) + "[" + (maps.size() + 1) + "]";
            if (item instanceof MappingNode map) {
                maps.add(new YamlMap(map, name, file, problems));
            } else {
                error(spot(item), "C103", "'" + name + "' must hold further parameters", "");
            }
        }
        return maps;
    }

    private List<Node> items(String key) {
        if (values.get(key) instanceof SequenceNode list) {
            return list.getValue();
        }
        fail(key, "C103", "'" + named(key) + "' must be a list", "");
        return List.of();
    }

    /** Reports the keys that nobody asked for. */
    void reportUnread() {
        for (String key : values.keySet()) {
            if (!asked.contains(key)) {
                String text = "unknown configuration parameter '" + Shown.safe(named(key)) + "'";
                List<String> others = asked.stream()
                        .filter(known -> !values.containsKey(known))
                        .toList();
                fail(key, "C101", text, Suggestion.hint(key, others));
            }
        }
    }

    /** Reports an error about a key. */
    void fail(String key, String code, String text, String hint) {
        error(spots.getOrDefault(key, new HoconScanner.Spot(line, 0, 0)), code, text, hint);
    }

    /** Reports a warning about a key. */
    void warn(String key, String code, String text, String hint) {
        HoconScanner.Spot spot = spots.getOrDefault(key, new HoconScanner.Spot(line, 0, 0));
        problems.add(file.problem(Problem.Severity.WARNING, spot, "", code, text, hint));
    }

    private void error(HoconScanner.Spot spot, String code, String text, String hint) {
        problems.add(file.problem(Problem.Severity.ERROR, spot, "", code, text, hint));
    }

    private String named(String key) {
        return path.isEmpty() ? key : path + "/" + key;
    }

    private static String plain(ScalarNode node) {
        String text = node.getValue();
        return text.startsWith(":") && node.isPlain() ? text.substring(1) : text;
    }

    private static HoconScanner.Spot spot(Node node) {
        int width = node instanceof ScalarNode scalar
                ? Math.max(1, scalar.getValue().length())
                : 1;
        return new HoconScanner.Spot(
                node.getStartMark().getLine() + 1, node.getStartMark().getColumn() + 1, width);
    }
}
