// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ftrouter.engine.cycle.plan.Role;
import org.ftrouter.engine.cycle.verdict.Health;
import org.ftrouter.engine.cycle.verdict.Reason;
import org.junit.jupiter.api.Test;

/** Every text that the engine's sources ask for is in the bundle, and none for people stands in the sources. */
class TextKeysTest {
    private static final Path SOURCES = Path.of("src/main/java/org/ftrouter/engine");
    /** What people read is made here; errors in configurations quote syntax and are English. */
    private static final List<String> SPEAKING = List.of("cycle", "demo", "status", "text", "Daemon.java");

    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern SENTENCE = Pattern.compile("\\p{L}{2,}[,;:]? \\p{L}{2,}");
    private static final Pattern KEY = Pattern.compile("\\b(?:text|log)\\(\\s*\"([a-z]+(?:[.-][a-z]+)+)\"");
    private static final Pattern KIND = Pattern.compile("\"((?:uplink|routing|notify|plugin|config)\\.[a-z-]+)\"");
    /** For programmers and the log of operations: exceptions, and lines of the log that are no events. */
    private static final Pattern NOT_FOR_PEOPLE =
            Pattern.compile("(?s)(LOG\\s*\\.\\w+|new \\w*(?:Exception|Error|Inconclusive))\\(.*?;\\n");

    /** Parts of the same, a command, a pattern of time, and JSON. */
    private static final Set<String> PARTS = Set.of(
            "no verdict on ",
            "the probe did not settle in time",
            " earlier attempts hang and ignore being interrupted",
            "no answer within ",
            "no new connections yet through ",
            ": waiting for the rules of ",
            "not delivered within 7 days",
            "ftr cleanup",
            "'ftr undrain ",
            "HH:mm:ss zzz",
            "yyyy-MM-dd HH:mm",
            "permission denied",
            "there is no such file or folder",
            "something that is no folder is in the way",
            "{\\\"error\\\":\\\"unknown request\\\"}");

    private static final Set<String> KNOWN = Messages.of("en").keys();

    @Test
    void everyReasonHealthAndRoleHasAText() {
        for (Reason.Code code : Reason.Code.values()) {
            assertThat(KNOWN).contains("reason." + code.name());
        }
        for (Health health : Health.values()) {
            assertThat(KNOWN).contains("health." + Words.code(health));
        }
        for (Role role : Role.values()) {
            assertThat(KNOWN).contains("role." + Words.code(role));
        }
    }

    @Test
    void everyEventHasItsFourTexts() throws IOException {
        var kinds = new TreeSet<String>();
        for (String source : sources("cycle/notify")) {
            matches(KIND, source, kinds);
        }

        assertThat(kinds).contains("uplink.down", "uplink.up", "routing.all-down", "routing.restored");
        for (String kind : kinds) {
            boolean isList = kind.equals("notify.digest"); // of events that have them
            for (String part : isList ? List.of("title", "lead") : List.of("title", "lead", "why", "more")) {
                assertThat(KNOWN).contains("event." + kind + "." + part);
            }
        }
    }

    @Test
    void everyTextThatIsAskedForIsThere() throws IOException {
        var asked = new TreeSet<String>();
        for (String source : sources("")) {
            matches(KEY, source, asked);
        }

        assertThat(asked).hasSizeGreaterThan(15);
        assertThat(asked).isSubsetOf(KNOWN);
    }

    @Test
    void noTextForPeopleStandsInTheSources() throws IOException {
        var found = new ArrayList<String>();
        for (String part : SPEAKING) {
            for (String source : sources(part)) {
                String speech = NOT_FOR_PEOPLE
                        .matcher(source.replaceAll("(?m)^ *(//|\\*|/\\*).*", ""))
                        .replaceAll(";\n");
                var literals = new TreeSet<String>();
                matches(LITERAL, speech, literals);
                literals.stream()
                        .filter(l -> SENTENCE.matcher(l).find() && !PARTS.contains(l))
                        .forEach(found::add);
            }
        }

        assertThat(found).isEmpty();
    }

    private static void matches(Pattern pattern, String source, Set<String> into) {
        Matcher matcher = pattern.matcher(source);
        while (matcher.find()) {
            into.add(matcher.group(1));
        }
    }

    private static List<String> sources(String part) throws IOException {
        var texts = new ArrayList<String>();
        try (Stream<Path> files = Files.walk(SOURCES.resolve(part))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                texts.add(Files.readString(file));
            }
        }
        return texts;
    }
}
