// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RouteException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TimedCommandsTest {
    private final TimedCommands commands = new TimedCommands(Duration.ofSeconds(10), "iptables");

    @Test
    void inputIsFedAndBothOutputsComeBack() throws Exception {
        Completed done = commands.run(List.of("sh", "-c", "cat; echo $LC_ALL >&2; exit 3"), "text");

        assertThat(done).isEqualTo(new Completed(3, "text", "C\n"));
    }

    @Test
    void fullPipesDoNotBlock() throws Exception {
        String input = "x".repeat(1 << 20);

        Completed done = commands.run(List.of("sh", "-c", "head -c 1000000 /dev/zero >&2; cat"), input);

        assertThat(done.stdout()).hasSize(1 << 20);
        assertThat(done.stderr()).hasSize(1_000_000);
    }

    @Test
    void aProgramThatReadsNoInputMayEndWell() throws Exception {
        assertThat(commands.run(List.of("true"), "x".repeat(1 << 20)).exitCode())
                .isZero();
    }

    @Test
    void aHangingProgramIsKilledWithItsChildren() {
        var impatient = new TimedCommands(Duration.ofMillis(300), "iptables");
        String marker = "98765." + ProcessHandle.current().pid();

        assertThatThrownBy(() -> impatient.run(List.of("sh", "-c", "sleep " + marker + "; true"), "x".repeat(1 << 20)))
                .isInstanceOf(RouteException.class)
                .hasMessageContaining("not ready after 300 ms, killed");
        assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive))
                .noneMatch(p -> p.info().commandLine().orElse("").contains(marker));
    }

    @Test
    void whatItHasBegunIsKnownAndOtherProcessesAreNot() throws Exception {
        Completed child = commands.run(List.of("sh", "-c", "echo $$"), "");

        assertThat(commands.ran(Long.parseLong(child.stdout().strip()))).isTrue();
        assertThat(commands.ran(ProcessHandle.current().pid())).isFalse();
        for (int i = 0; i < 300; i++) {
            commands.run(List.of("true"), "");
        }
        assertThat(commands.ran(Long.parseLong(child.stdout().strip())))
                .as("forgotten in time")
                .isFalse();
    }

    @Test
    void aMissingProgramSaysHowToGetIt() {
        assertThatThrownBy(() -> commands.run(List.of("no-such-iptables-save"), ""))
                .isInstanceOfSatisfying(
                        RouteException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNSUPPORTED))
                .hasMessageContaining("no-such-iptables-save")
                .hasMessageContaining("apt-get install iptables");
    }

    @Test
    void anEndlessAnswerIsCutOff() {
        assertThatThrownBy(() -> commands.run(List.of("cat", "/dev/zero"), ""))
                .isInstanceOf(RouteException.class)
                .hasMessageContaining("more than");
    }
}
