// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.ftrouter.api.probe.Probe;
import org.junit.jupiter.api.Test;

/**
 * Whether a plugin that was compiled against the last release runs with this API, and whether its source still compiles.
 * The last release's API is in {@code src/test/api/released.txt}, this one's in {@code target/api.txt}.
 */
class ApiCompatibilityTest {
    private static final Path RELEASED = Path.of("src/test/api/released.txt");
    private static final Path PRESENT = Path.of("target/api.txt");

    @Test
    void pluginsOfTheLastReleaseGoOnWorking() throws Exception {
        Path classes = Path.of(Settings.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<String> present = ApiText.of(classes, "org/ftrouter/api");
        Files.write(PRESENT, present);

        assertThat(breaks(Files.readAllLines(RELEASED), present))
                .as(
                        "What breaks plugins made for the last release. If it is meant, and the next release says so:"
                                + " cp ftr-api/%s ftr-api/%s",
                        PRESENT, RELEASED)
                .isEmpty();
    }

    @Test
    void theSameApiBreaksNothing() {
        List<String> probe = ApiText.of(Probe.class);

        assertThat(probe).hasSizeGreaterThan(5);
        assertThat(breaks(probe, probe)).isEmpty();
    }

    @Test
    void whatIsGoneOrChangedIsABreak() {
        List<String> probe = ApiText.of(Probe.class);
        String asks = probe.stream()
                .filter(line -> line.contains(".asks("))
                .findFirst()
                .orElseThrow();
        List<String> without = probe.stream().filter(line -> !line.equals(asks)).toList();
        List<String> changed = probe.stream()
                .map(line -> line.equals(asks) ? line.replace("boolean", "int") : line)
                .toList();

        assertThat(breaks(probe, without)).containsExactly("gone: " + asks);
        assertThat(breaks(probe, changed)).contains("gone: " + asks);
        assertThat(breaks(List.of("a.B: public interface"), List.of("a.B: public final class")))
                .hasSize(1);
    }

    @Test
    void whatImplementersWouldHaveToAddIsABreakAndWhatTheyMayAddIsNone() {
        List<String> released = List.of("a.B: public abstract interface", "a.B: public abstract int a.B.one()");
        String must = "a.B: public abstract int a.B.two() throws java.io.IOException";
        String may = "a.B: public default int a.B.two() throws java.io.IOException";

        assertThat(breaks(released, with(released, must))).containsExactly("to be implemented: " + must);
        assertThat(breaks(released, with(released, may))).isEmpty();
        assertThat(breaks(released, with(released, "a.C: public abstract int a.C.one()")))
                .as("a new type")
                .isEmpty();
    }

    @Test
    void whatNeedNotBeImplementedAnyMoreBreaksNothing() {
        assertThat(breaks(List.of("a.B: public abstract int a.B.one()"), List.of("a.B: public default int a.B.one()")))
                .isEmpty();
    }

    private static List<String> with(List<String> lines, String more) {
        var all = new ArrayList<>(lines);
        all.add(more);
        return all;
    }

    private static List<String> breaks(List<String> released, List<String> present) {
        var now = new HashSet<>(present);
        var before = new HashSet<>(released);
        Set<String> types = released.stream().map(ApiCompatibilityTest::type).collect(Collectors.toSet());
        var breaks = new ArrayList<String>();
        released.stream()
                .filter(line -> !now.contains(line) && !now.contains(line.replace(" abstract ", " default ")))
                .forEach(line -> breaks.add("gone: " + line));
        present.stream()
                .filter(line -> line.endsWith(")") || line.contains(") throws "))
                .filter(line -> line.contains(" abstract ") && !before.contains(line) && types.contains(type(line)))
                .forEach(line -> breaks.add("to be implemented: " + line));
        return breaks;
    }

    private static String type(String line) {
        return line.substring(0, line.indexOf(':'));
    }
}
