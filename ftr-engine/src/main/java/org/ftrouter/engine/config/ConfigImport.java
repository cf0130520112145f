// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.ftrouter.engine.config.YamlMap.Scalar;

/** Turns a YAML file of the Ruby program into a HOCON file that means the same. */
public final class ConfigImport {
    private static final String SECRET = "smtp-password";
    private static final String HEADER = """
            # Made from %s, the configuration of fault_tolerant_router 1.x.
            #
            # What acts otherwise than the old program:
            # - an uplink is not held to be down after one lost packet, but after several tries in
            #   quick succession;
            # - a test interval is kept even if all uplinks are down;
            # - the route protocol number 199 marks every route and rule as ours.

            """;

    private ConfigImport() {}

    /**
     * What came of it.
     *
     * @param hocon the text of the new file; empty if the old one has errors
     * @param secrets files to write into the folder {@code secrets} beside it, name to content, for the daemon's eyes
     *     only (mode 0600)
     * @param problems of the old file
     */
    public record Imported(Optional<String> hocon, Map<String, String> secrets, Problems problems) {}

    /** Reads a YAML file and says it in HOCON. Passwords are not in the text. Writes nothing. */
    public static Imported toHocon(Path file) {
        Problems problems = ConfigurationLoader.load(file).problems();
        Map<String, String> secrets = new LinkedHashMap<>();
        var ignored = new Problems(); // the same ones once more
        Optional<String> hocon = new Sources(ignored)
                .read(file.toAbsolutePath())
                .filter(source -> !problems.hasErrors() && isRuby(source, problems))
                .flatMap(source -> RubyYaml.parse(source, ignored))
                .map(yaml -> text(file, yaml, secrets));
        return new Imported(hocon, secrets, problems);
    }

    private static boolean isRuby(SourceFile source, Problems problems) {
        boolean ruby = RubyYaml.isIn(source.text());
        if (!ruby) {
            var spot = new HoconScanner.Spot(0, 0, 0);
            String text = "this is not a YAML file of fault_tolerant_router 1.x";
            problems.add(source.problem(Problem.Severity.ERROR, spot, "", "C603", text, ""));
        }
        return ruby;
    }

    private static String text(Path file, YamlMap yaml, Map<String, String> secrets) {
        HoconTree tree = RubyTranslation.translate(yaml, false);
        Optional<Scalar> password = yaml.map("email").map("smtp_parameters").scalar("password");
        password.filter(p -> tree.moveAway("password", "password-file", SECRET))
                .ifPresent(p -> secrets.put(SECRET, p.text() + "\n"));
        String name = Shown.line(String.valueOf(file.getFileName()));
        return HEADER.formatted(name) + tree.write();
    }
}
