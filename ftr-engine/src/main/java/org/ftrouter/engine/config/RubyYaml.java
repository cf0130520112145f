// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.io.StringReader;
import java.util.Optional;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.representer.Representer;

/** The YAML file of the Ruby program {@code fault_tolerant_router}: told by its content, and parsed within limits. */
final class RubyYaml {
    private static final Pattern SIGN =
            Pattern.compile("(?m)^(?:---.*|[:\"']?(?:uplinks|downlinks|tests|email|log)[\"']?:\\s*(?:#.*)?"
                    + "|[:\"']?base_(?:table|priority|fwmark)[\"']?:.*)$");
    private static final Pattern HOCON = Pattern.compile("(?m)^(?:[\\w.-]+\\s*=?\\s*)?\\{");

    private RubyYaml() {}

    /** Whether a text is such a file rather than HOCON. */
    static boolean isIn(String text) {
        return SIGN.matcher(text).find() && !HOCON.matcher(text).find();
    }

    /** Parses it; empty if it is no YAML, and then there is a problem. */
    static Optional<YamlMap> parse(SourceFile file, Problems problems) {
        var limits = new LoaderOptions();
        limits.setMaxAliasesForCollections(20);
        limits.setNestingDepthLimit(20);
        limits.setAllowRecursiveKeys(false);
        var dumper = new DumperOptions();
        var yaml = new Yaml(new SafeConstructor(limits), new Representer(dumper), dumper, limits);
        try {
            Node node = yaml.compose(new StringReader(file.text()));
            if (node instanceof MappingNode map) {
                return Optional.of(new YamlMap(map, "", file, problems));
            }
            refuse(file, problems, new HoconScanner.Spot(1, 0, 0), "this is not a configuration");
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark();
            var spot = new HoconScanner.Spot(
                    mark == null ? 0 : mark.getLine() + 1, mark == null ? 0 : mark.getColumn() + 1, 1);
            refuse(file, problems, spot, "this is not YAML: " + e.getProblem());
        } catch (YAMLException | StackOverflowError e) {
            refuse(file, problems, new HoconScanner.Spot(0, 0, 0), "this is not YAML: " + e.getMessage());
        }
        return Optional.empty();
    }

    private static void refuse(SourceFile file, Problems problems, HoconScanner.Spot spot, String text) {
        problems.add(file.problem(Problem.Severity.ERROR, spot, "", "C100", Shown.line(text), ""));
    }
}
