// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.dial;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ProgramCommandsTest {
    @TempDir
    Path folder;

    private Optional<String> run(Duration limit, Map<String, String> environment, String... line) throws Exception {
        try (var commands = new ProgramCommands(folder.resolve("dialled"), "boot-1")) {
            var ended = new CompletableFuture<Optional<String>>();
            var command = new Commands.Command("lte", List.of(line), environment, limit);
            commands.run(command, Map.of("lte", "dialling"), ended::complete);
            return ended.get(30, TimeUnit.SECONDS);
        }
    }

    private Optional<String> run(String... line) throws Exception {
        return run(Duration.ofSeconds(20), Map.of(), line);
    }

    @Test
    void argumentsAndEnvironmentArriveAsTheyAre() throws Exception {
        Path out = folder.resolve("out");

        Optional<String> failure = run(
                Duration.ofSeconds(20),
                Map.of("FTR_UPLINK", "lte"),
                "/bin/sh",
                "-c",
                "echo \"$FTR_UPLINK:$1\" > \"$0\"",
                out.toString(),
                "$(reboot) ; `x`");

        assertThat(failure).isEmpty();
        assertThat(out).content().isEqualTo("lte:$(reboot) ; `x`\n");
    }

    @Test
    void theFailureSaysWhatTheProgramSaidLast() throws Exception {
        assertThat(run("/bin/sh", "-c", "echo one; echo two >&2; exit 7")).hasValue("/bin/sh: exit 7: two");
        assertThat(run("/nonexistent")).isPresent();
    }

    @Test
    void whatAProgramSaysSteersNoTerminal() throws Exception {
        assertThat(run("/bin/sh", "-c", "printf 'no\\tcarrier\\302\\233 \\033[31m\\342\\200\\256\\n'; exit 7"))
                .hasValue("/bin/sh: exit 7: no carrier? ?[31m?");
    }

    @Test
    void oneThatHangsIsKilledWithWhatItHasStarted() throws Exception {
        Path pid = folder.resolve("pid");

        Optional<String> failure = run(
                Duration.ofSeconds(1), Map.of(), "/bin/sh", "-c", "sleep 60 & echo $! > \"$0\"; wait", pid.toString());

        assertThat(failure).hasValue("/bin/sh: timeout 1 s");
        var child = ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()));
        if (child.isPresent()) {
            child.get().onExit().get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void phasesAreKnownToTheNextRunUntilTheMachineIsStartedAnew() throws Exception {
        run("/bin/true");

        assertThat(remembered("boot-1")).isEqualTo(Map.of("lte", "dialling"));
        assertThat(remembered("boot-2")).isEmpty();
        Files.writeString(folder.resolve("dialled"), "boot-1\nlte dialled\nnonsense\n\n../x y z\n");
        assertThat(remembered("boot-1")).isEqualTo(Map.of("lte", "dialled"));
        Files.delete(folder.resolve("dialled"));
        assertThat(remembered("boot-1")).isEmpty();
    }

    private Map<String, String> remembered(String boot) {
        try (var commands = new ProgramCommands(folder.resolve("dialled"), boot)) {
            return commands.remembered();
        }
    }
}
