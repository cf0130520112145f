// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

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
import org.ftrouter.engine.text.Languages;
import org.ftrouter.engine.text.Messages;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

class TextsTest {
    private static final Path SOURCES = Path.of("src/main/java/org/ftrouter/dist/cli");
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern SENTENCE = Pattern.compile("\\p{L}{2,}[,;:]? \\p{L}{2,}");
    private static final Pattern KEY = Pattern.compile("(?:say|fail|get)\\([^\"]*\"([a-z]+(?:\\.[A-Za-z]+)+)\"");
    /** Names of threads. */
    private static final Set<String> NOT_FOR_PEOPLE = Set.of("test notification");

    @Test
    void everyLanguageHasTheSameTextsWithTheSameParameters() {
        Messages english = Messages.of(Texts.class, "en");
        for (String language : Languages.SUPPORTED) {
            Messages other = Messages.of(Texts.class, language);
            assertThat(other.keys()).as(language).isEqualTo(english.keys());
            for (String key : english.keys()) {
                assertThat(other.parameters(key)).as(language + " " + key).isEqualTo(english.parameters(key));
            }
        }
    }

    @Test
    void everyCommandAndOptionHasAHelpText() {
        CommandLine root = CommandLines.parser(Terminal.ofProcess(Texts.in("en")), false);

        assertThat(undescribed(root.getCommandSpec())).isEmpty();
    }

    private static List<String> undescribed(CommandSpec command) {
        var missing = new ArrayList<String>();
        if (command.usageMessage().description().length == 0) {
            missing.add(command.qualifiedName());
        }
        for (ArgSpec argument : command.args()) {
            if (!argument.hidden() && argument.description().length == 0) {
                missing.add(command.qualifiedName() + " " + argument);
            }
        }
        command.subcommands().values().forEach(sub -> missing.addAll(undescribed(sub.getCommandSpec())));
        return missing;
    }

    @Test
    void everyTextThatIsAskedForIsThere() throws IOException {
        Set<String> known = Messages.of(Texts.class, "en").keys();
        var asked = new TreeSet<String>();
        for (String source : sources()) {
            Matcher matcher = KEY.matcher(source);
            while (matcher.find()) {
                asked.add(matcher.group(1));
            }
        }

        assertThat(asked).hasSizeGreaterThan(20);
        assertThat(asked).isSubsetOf(known);
    }

    @Test
    void noTextForPeopleStandsInTheSources() throws IOException {
        var found = new ArrayList<String>();
        for (String source : sources()) {
            Matcher matcher = LITERAL.matcher(source.replaceAll("(?m)^ *(//|\\*|/\\*).*", ""));
            while (matcher.find()) {
                String literal = matcher.group(1);
                if (SENTENCE.matcher(literal).find() && !NOT_FOR_PEOPLE.contains(literal)) {
                    found.add(literal);
                }
            }
        }

        assertThat(found).isEmpty();
    }

    private static List<String> sources() throws IOException {
        var texts = new ArrayList<String>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                texts.add(Files.readString(file));
            }
        }
        return texts;
    }
}
