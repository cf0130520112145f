// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifierFactory;
import org.ftrouter.api.probe.BlockingProbe;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeFactory;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RouteBackendFactory;
import org.junit.jupiter.api.Test;

/** Whether an author reads of each method that the engine calls: when, on which thread, for how long, and what if it fails. */
class SpiContractTest {
    private static final List<Class<?>> SPI = List.of(
            ProbeFactory.class,
            Probe.class,
            BlockingProbe.class,
            NotifierFactory.class,
            Notifier.class,
            RouteBackendFactory.class,
            RouteBackend.class);

    private static final Pattern DOCUMENTED = Pattern.compile(
            "/[*][*]((?:(?![*]/).)*)[*]/\\s*(?:@\\w+\\s+)*"
                    + "(?:public interface (\\w+)|(?:default )?[\\w<>]+ (\\w+)\\([^)]*\\)[^;{]*[;{])",
            Pattern.DOTALL);

    /** As in {@code called as that one is}; other links do not speak of the method itself. */
    private static final Pattern LIKE = Pattern.compile("(?i)\\b(?:as|of) \\{@link (?:[a-z.]+[.])?(\\w*)#(\\w+)}");

    private static final Map<String, Pattern> WORDS = Map.of(
            "when", Pattern.compile("(?i)\\b(called|asked)\\b"),
            "thread", Pattern.compile("\\bthreads?\\b"),
            "deadline", Pattern.compile("\\b(seconds?|minutes?|timeout)\\b"),
            "failure", Pattern.compile("(?i)\\b(exceptions?|fail(s|ed|ure)?|by mistake|@throws)\\b"));

    /** By type and method; what is said of a type goes for all of its methods. */
    private static Map<String, String> documents() throws IOException {
        var documents = new TreeMap<String, String>();
        for (Class<?> type : SPI) {
            Path source = Path.of("src/main/java", type.getName().replace('.', '/') + ".java");
            String all = "";
            for (MatchResult found :
                    DOCUMENTED.matcher(Files.readString(source)).results().toList()) {
                String text = found.group(1).replaceAll("\\s*[*]\\s+", " ");
                all = found.group(2) != null ? text : all;
                if (found.group(3) != null) {
                    documents.put(type.getSimpleName() + "." + found.group(3), text + all);
                }
            }
        }
        return documents;
    }

    /** With the text of what it is said to be like. */
    private static String whole(String method, Map<String, String> documents, int depth) {
        String text = documents.getOrDefault(method, "");
        String type = method.substring(0, method.indexOf('.'));
        return text
                + LIKE.matcher(text)
                        .results()
                        .filter(link -> depth > 0)
                        .map(like -> (like.group(1).isEmpty() ? type : like.group(1)) + "." + like.group(2))
                        .map(like -> whole(like, documents, depth - 1))
                        .reduce("", String::concat);
    }

    @Test
    void eachMethodSaysWhenWhichThreadHowLongAndWhatIfItFails() throws IOException {
        Map<String, String> documents = documents();
        List<String> silent = SPI.stream()
                .flatMap(type -> Stream.of(type.getDeclaredMethods()))
                .filter(method -> !Modifier.isStatic(method.getModifiers()) && !method.isSynthetic())
                .map(method -> method.getDeclaringClass().getSimpleName() + "." + method.getName())
                .flatMap(method -> WORDS.entrySet().stream()
                        .filter(word -> !word.getValue()
                                .matcher(whole(method, documents, 3))
                                .find())
                        .map(word -> method + " says nothing of the " + word.getKey()))
                .sorted()
                .toList();

        assertThat(silent).isEmpty();
    }
}
