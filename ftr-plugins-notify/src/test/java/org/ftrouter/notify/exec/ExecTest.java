// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.ftrouter.notify.exec.Programs.exec;
import static org.ftrouter.notify.exec.Programs.notice;
import static org.ftrouter.notify.exec.Programs.script;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.notify.Late;
import org.ftrouter.notify.Leaks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecTest {
    @TempDir
    Path folder;

    private List<String> lines(String file) throws Exception {
        Path path = folder.resolve(file);
        return Files.exists(path) ? Files.readAllLines(path) : List.of();
    }

    @Test
    void theEnvironmentIsTheNoticeAndMwan3sAndNothingOfTheDaemons() throws Exception {
        String program = script(folder, "env", "env -0 | tr '\\n\\0' '~\\n' > " + folder + "/out");
        try (Notifier notifier = exec("command", program)) {
            notifier.send(notice("uplink.down", Map.of("interface", "ppp0", "odd name=", "x\ny\0z", "usable", "1")));
        }

        assertThat(lines("out"))
                .contains(
                        "FTR_EVENT=uplink.down",
                        "FTR_ID=01uplink.down1",
                        "FTR_UPLINK=dsl $(reboot); `id`",
                        "FTR_TITLE=dsl $(reboot)",
                        "FTR_SEVERITY=warning",
                        "FTR_ODD_NAME_=x~yz",
                        "FTR_USABLE=1",
                        "ACTION=disconnected",
                        "INTERFACE=dsl $(reboot); `id`",
                        "DEVICE=ppp0");
        assertThat(lines("out"))
                .allMatch(l ->
                        l.matches("(FTR_[A-Z0-9_]+|ACTION|INTERFACE|DEVICE|PATH|HOME|LANG|LC_ALL|TZ|PWD|_|SHLVL)=.*"));
    }

    @Test
    void aLateNoticeBearsTheTimeOfItsEventAndSaysHowLateItIs() throws Exception {
        var late = new Late();
        String text = "echo \"$FTR_TIME\" > %1$s/out; echo \"$FTR_DELAYED_SECONDS\" >> %1$s/out; cat > %1$s/json";
        try (Notifier notifier = exec("command", script(folder, "late", text.formatted(folder)))) {
            notifier.send(late.notice());
        }

        late.assertUnderstood(lines("out").get(0), lines("out").get(1));
        JsonObject json = JsonParser.parseString(lines("json").get(0)).getAsJsonObject();
        late.assertUnderstood(
                json.get("time").getAsString(), json.get("delayed_seconds").getAsString());
    }

    @Test
    void theFourCommandsRunOnTheirOccasionsAndAllUpAfterUp() throws Exception {
        String log = folder + "/log";
        try (Notifier notifier = exec(
                "up-command", script(folder, "up", "echo up $ACTION >> " + log),
                "down_command", script(folder, "down", "echo down $ACTION >> " + log),
                "all-up-command", script(folder, "allup", "echo all-up >> " + log),
                "all_down_command", script(folder, "alldown", "echo all-down >> " + log))) {
            notifier.send(notice("uplink.down", Map.of("usable", "1", "configured", "2")));
            notifier.send(notice("uplink.down", Map.of("usable", "0", "configured", "2")));
            notifier.send(notice("routing.all-down", Map.of("usable", "0", "configured", "2")));
            notifier.send(notice("uplink.up", Map.of("usable", "1", "configured", "2")));
            notifier.send(notice("routing.restored", Map.of("usable", "1", "configured", "2")));
            notifier.send(notice("uplink.up", Map.of("usable", "2", "configured", "2")));
        }

        assertThat(lines("log"))
                .containsExactly(
                        "down disconnected", "down disconnected", "all-down", "up connected", "up connected", "all-up");
    }

    @Test
    void aRepeatedAttemptLeavesOutWhatWasDone() throws Exception {
        String up = script(folder, "up", "echo up >> " + folder + "/log");
        String allUp = script(folder, "allup", "test -e " + folder + "/ready && echo all-up >> " + folder + "/log");
        try (Notifier notifier = exec("up-command", up, "all-up-command", allUp)) {
            var notice = notice("uplink.up", Map.of("usable", "2", "configured", "2"));
            assertThatThrownBy(() -> notifier.send(notice)).isInstanceOf(NotifyException.class);
            Files.createFile(folder.resolve("ready"));
            notifier.send(notice);
        }

        assertThat(lines("log")).containsExactly("up", "all-up");
    }

    @Test
    void whatItSaysIsLoggedAndAFailureIsToldWithItsExitCode() throws Exception {
        var context = new TestContext(Path.of("unused"));
        try (Notifier notifier = exec(context, "command", script(folder, "a", "echo done; echo '\033[31m' >&2"))) {
            notifier.send(notice("uplink.up", Map.of()));
        }
        assertThat(context.logged()).containsExactly("INFO " + folder + "/a: done  [31m");

        try (Notifier notifier = exec("command", script(folder, "b", "echo no such modem; exit 3"))) {
            assertThatThrownBy(() -> notifier.send(notice("uplink.up", Map.of())))
                    .isInstanceOf(NotifyException.class)
                    .hasMessage(folder + "/b ended with exit code 3: no such modem");
        }
    }

    @Test
    void atTheEndOfItsTimeItIsKilledWithEverythingItStarted() throws Exception {
        String program = script(
                folder,
                "hang",
                "(trap '' TERM HUP INT; echo $$ > " + folder + "/sub; exec sleep 601) & echo $! > " + folder
                        + "/pid; trap '' TERM; sleep 602");
        try (Notifier notifier = exec("command", program, "timeout", Duration.ofSeconds(2))) {
            Throwable failure = catchThrowable(() -> notifier.send(notice("uplink.up", Map.of())));

            assertThat(failure)
                    .isInstanceOf(NotifyException.class)
                    .hasMessage(program + " did not end within 2 s and was killed");
            long child = Long.parseLong(lines("pid").get(0));
            ProcessHandle.of(child)
                    .ifPresent(handle -> assertThat(handle.onExit()).succeedsWithin(Duration.ofSeconds(20)));
        }
    }

    @Test
    void endlessOutputNeitherFillsTheMemoryNorHoldsItUp() throws Exception {
        try (Notifier notifier =
                exec("command", script(folder, "a", "head -c 50000000 /dev/zero | tr '\\0' x; echo"))) {
            notifier.send(notice("uplink.up", Map.of()));
        }
    }

    @Test
    void whatItLeavesInTheBackgroundDoesNotHoldUpTheChannel() throws Exception {
        String program = script(folder, "bg", "sleep 5 & exit 0");
        try (Notifier notifier = exec("command", program, "timeout", Duration.ofSeconds(60))) {
            long start = System.nanoTime();
            notifier.send(notice("uplink.up", Map.of()));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
        }
    }

    @Test
    void aProgramThatReadsNothingIsNoProblem() throws Exception {
        try (Notifier notifier = exec("command", "/bin/true")) {
            notifier.send(notice("uplink.up", Map.of("long", "x".repeat(1_000_000))));
        }
    }

    @Test
    void aThousandRunsLeaveNoThreadAndNoFileBehind() throws Exception {
        try (Notifier notifier = exec("command", "/bin/true")) {
            notifier.send(notice("uplink.up", Map.of()));
            var before = Leaks.now();
            for (int i = 0; i < 1000; i++) {
                notifier.send(notice("uplink.up", Map.of()));
            }
            Leaks.now().assertNoMoreThan(before);
        }
    }

    @Test
    void wrongSettingsAreNamedWithWhatIsAllowed() {
        assertThat(problems())
                .containsExactly("command: is missing, and so are up-command, down-command, all-up-command and"
                        + " all-down-command: name one");
        assertThat(problems("command", "true"))
                .containsExactly("command: 'true' cannot be run: it must be the absolute path of a program that may be"
                        + " executed; arguments follow in the list, as in [ \"/bin/logger\", \"-t\", \"wan\" ]");
        assertThat(problems("up_command", "/etc/passwd")).hasSize(1);
        assertThat(problems("up_command", "/bin/true", "up-command", "/bin/true"))
                .containsExactly("up_command: is the same as 'up-command': keep one of them");
    }

    private static List<String> problems(Object... keysAndValues) {
        TestSettings settings = TestSettings.of(keysAndValues);
        new ExecNotifierFactory().create(settings, new TestContext(Path.of("unused")));
        return settings.problems();
    }
}
