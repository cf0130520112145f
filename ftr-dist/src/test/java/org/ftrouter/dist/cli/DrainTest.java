// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ftrouter.engine.control.ControlServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The two commands at a socket whose answers are given. */
@Timeout(60)
class DrainTest {
    @TempDir
    Path temp;

    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

    private Run ftr(String answer, String... words) throws IOException {
        return spoken("en", answer, words);
    }

    private Run spoken(String language, String answer, String... words) throws IOException {
        Path socket = temp.resolve("control.sock");
        var line = new ArrayList<>(List.of(words));
        line.add("--socket=" + socket);
        try (var server = new ControlServer(socket, request -> {
            asked.add(request);
            return answer;
        })) {
            return Run.named("ftr", language, line.toArray(String[]::new));
        }
    }

    @Test
    void theDaemonIsToldWhatForHowLongAndByWhom() throws Exception {
        Run run = ftr(
                "{\"drained\":true,\"again\":false,\"until\":\"2026-05-01 12:30\",\"carrying\":[]}",
                "drain",
                "fibre",
                "--for=90m",
                "--reason",
                "a \"new\"\nmodem");

        assertThat(run.code()).isZero();
        assertThat(run.out()).isEqualTo("""
                        fibre is drained until 2026-05-01 12:30: others carry new connections, those it has stay.
                        """);
        assertThat(asked).singleElement().asString().contains("\"seconds\":5400", "a \\\"new\\\"\\nmodem", "\"by\":\"");
    }

    @Test
    void thatItGoesOnCarryingIsSaid() throws Exception {
        Run run = ftr("{\"drained\":true,\"again\":true,\"carrying\":[\"fibre\",\"fibre/IPv6\"]}", "drain", "fibre");

        assertThat(run.out()).isEqualTo("""
                        fibre is drained until 'ftr undrain fibre': others carry new connections, those it has stay.
                        But no other uplink can carry in the place of fibre, fibre/IPv6: until one can, new connections go on there.
                        """);
        assertThat(asked).singleElement().asString().doesNotContain("seconds");
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "0s", "30", "-5m", "366d", "31536001s", "99999999d", "1.5h", "5 m"})
    void aTimeThatIsNotPossibleIsRefusedBeforeAnythingIsAsked(String time) throws Exception {
        Run run = ftr("{}", "drain", "fibre", "--for=" + time);

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .isEqualTo("error: '" + time
                        + "' is not possible for --for; allowed: a time such as 90s, 30m, 2h or 1d, a year at most\n");
        assertThat(asked).isEmpty();
    }

    @Test
    void aReasonThatIsTooLongIsRefused() throws Exception {
        Run run = ftr("{}", "drain", "fibre", "--reason=" + "x".repeat(201));

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).isEqualTo("error: the reason is too long; allowed: 200 characters\n");
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"drain", "undrain"})
    void anUnknownUplinkIsNamedWithThoseThereAre(String command) throws Exception {
        Run run = ftr("{\"unknown\":\"fiber\",\"uplinks\":[\"cable\",\"fibre\"]}", command, "fiber");

        assertThat(run).isEqualTo(new Run(4, "", "error: there is no uplink 'fiber'; the daemon has: cable, fibre\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"drain", "undrain"})
    void withoutADaemonOrAnUplinkThereIsAnError(String command) throws Exception {
        Run alone = Run.ftr(command, "fibre", "--socket=" + temp.resolve("none"));

        assertThat(alone.code()).isEqualTo(3);
        assertThat(alone.err()).contains("no daemon answers at " + temp.resolve("none"));
        assertThat(Run.ftr(command).err()).startsWith("error: UPLINK is missing");
        assertThat(ftr("{\"error\":\"tired\"}", command, "fibre").err()).contains("could not answer: tired");
    }

    @ParameterizedTest
    @CsvSource({
        "en, true, fibre carries new connections again.",
        "en, false, fibre was not drained.",
        "it, true, fibre porta di nuovo nuove connessioni.",
        "it, false, fibre non era svuotato."
    })
    void undrainSaysWhetherItWas(String language, boolean was, String text) throws Exception {
        assertThat(spoken(language, "{\"undrained\":" + was + "}", "undrain", "fibre"))
                .isEqualTo(new Run(0, text + "\n", ""));
    }
}
