// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.ftrouter.api.Family;
import org.ftrouter.api.probe.Inconclusive;
import org.ftrouter.api.probe.NoReply;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeResult;
import org.ftrouter.api.probe.Reply;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestPath;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.probe.Leaks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExecProbeTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(500);

    @TempDir
    private Path folder;

    private Probe probe(String script, String... arguments) {
        try {
            Path program = Files.writeString(folder.resolve("check"), "#!/bin/sh\n" + script + "\n");
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
            var settings = TestSettings.of("target", program.toString(), "arguments", List.of(arguments));
            return new ExecProbeFactory().create(settings, new TestContext(folder));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static CompletableFuture<ProbeResult> begin(Probe probe, Duration timeout) {
        return begin(probe, Family.IPV4, "192.0.2.2", "192.0.2.1", timeout);
    }

    private static CompletableFuture<ProbeResult> begin(
            Probe probe, Family family, String source, String gateway, Duration timeout) {
        var bare = TestPath.of("up0", source, 0x1300);
        var path =
                new org.ftrouter.api.Path(bare.uplink(), family, bare.source(), Optional.of(TestPath.address(gateway)));
        return probe.probe(path, timeout).toCompletableFuture();
    }

    private ProbeResult run(String script, Duration timeout, String... arguments) throws Exception {
        try (Probe probe = probe(script, arguments)) {
            return begin(probe, timeout).get(40, TimeUnit.SECONDS);
        }
    }

    /** The process whose number a script wrote to a file has ended. */
    private boolean gone(String file) throws IOException {
        long pid = Long.parseLong(Files.readString(folder.resolve(file)).strip());
        return ProcessHandle.of(pid).map(p -> !p.isAlive()).orElse(true);
    }

    @Test
    void theExitCodeDecides() throws Exception {
        assertThat(run("exit 0", LONG)).isInstanceOf(Reply.class);
        assertThat(run("echo no carrier; echo more; exit 1", LONG))
                .isEqualTo(new NoReply(folder.resolve("check") + " ended with exit code 1: no carrier"));
        assertThat(run("exit 2", LONG)).isInstanceOf(NoReply.class);
        assertThat(run("kill -SEGV $$", LONG)).isInstanceOf(NoReply.class);
        assertThat(run("echo modem is busy >&2; exit 75", LONG))
                .isEqualTo(new Inconclusive(folder.resolve("check") + " ended with exit code 75: modem is busy"));
        assertThat(run("/no/such/program", LONG)).isInstanceOf(Inconclusive.class);
    }

    @Test
    void aProgramThatCannotBeRunIsInconclusive() throws Exception {
        try (Probe probe = probe("exit 0")) {
            Files.setPosixFilePermissions(folder.resolve("check"), PosixFilePermissions.fromString("rw-------"));
            assertThat(begin(probe, LONG).get()).isInstanceOf(Inconclusive.class);

            Files.delete(folder.resolve("check"));
            assertThat(begin(probe, LONG).get()).isInstanceOf(Inconclusive.class);
        }
    }

    @Test
    void argumentsArePassedAsTheyAreAndNeverThroughAShell() throws Exception {
        run("for a in \"$@\"; do echo \"<$a>\"; done > " + folder + "/out", LONG, "a b", "$(id)", "; rm -rf x", "");

        assertThat(folder.resolve("out")).hasContent("<a b>\n<$(id)>\n<; rm -rf x>\n<>");
    }

    @ParameterizedTest
    @CsvSource({"IPV4, 192.0.2.2, 192.0.2.1", "IPV6, 2001:db8:0:0:0:0:0:2, fe80:0:0:0:0:0:0:1"})
    void theEnvironmentIsTheDocumentedOneAndNoMore(Family family, String source, String gateway) throws Exception {
        String print = "env | grep -vE '^(PATH|LANG|LC_ALL|TZ|PWD|OLDPWD|SHLVL|_|FTR_SESSION)=' | sort > ";
        try (Probe probe = probe(print + folder + "/out")) {
            begin(probe, family, source, gateway, LONG).get(40, TimeUnit.SECONDS);
        }

        assertThat(Files.readAllLines(folder.resolve("out")))
                .containsExactlyInAnyOrder(
                        "DEVICE=up0",
                        "FAMILY=" + family.name().toLowerCase(Locale.ROOT),
                        "FTR_DEVICE=up0",
                        "FTR_FAMILY=" + family.name().toLowerCase(Locale.ROOT),
                        "FTR_GATEWAY=" + gateway,
                        "FTR_MARK=0x1300",
                        "FTR_SOURCE=" + source,
                        "FTR_TABLE=" + (100 + 0x1300),
                        "FTR_TARGET=" + folder.resolve("check"),
                        "FTR_TIMEOUT_MS=20000",
                        "FTR_UPLINK=up0",
                        "FWMARK=0x1300",
                        "GATEWAY=" + gateway,
                        "INTERFACE=up0",
                        "SRCADDR=" + source,
                        "SRCIP=" + source,
                        "TARGET=" + folder.resolve("check"));
    }

    @Test
    void aScriptForMwan3FindsItsVariables() throws Exception {
        String script;
        try (InputStream file = ExecProbeTest.class.getResourceAsStream("mwan3-track")) {
            script = new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
        try (Probe probe = probe(script)) {
            assertThat(begin(probe, Family.IPV4, "192.0.2.2", "192.0.2.1", LONG).get())
                    .isInstanceOf(Reply.class);
            assertThat(begin(probe, Family.IPV6, "2001:db8:0:0:0:0:0:2", "fe80:0:0:0:0:0:0:1", LONG)
                            .get())
                    .isEqualTo(new NoReply(folder.resolve("check") + " ended with exit code 2: no answer on up0"));
        }

        assertThat(Files.readAllLines(folder.resolve("seen")))
                .containsExactly(
                        "up0: ping -4 -m 4864 -I 192.0.2.2 through up0",
                        "up0: ping -6 -m 4864 -I 2001:db8:0:0:0:0:0:2 through up0");
    }

    @Test
    void atTheDeadlineEverythingItStartedIsKilled() throws Exception {
        String sleep = "sleep 300 & echo $! > " + folder;
        ProbeResult result = run(
                sleep + "/child\n" // a child
                        + "(" + sleep + "/orphan)\n" // its parent is gone: it belongs to init
                        + "(set -m; " + sleep + "/group)\n" // and has a process group of its own
                        + "setsid sh -c '" + sleep + "/session; wait' &\n" // descends from it, in another session
                        + "(setsid sh -c 'trap \"\" HUP TERM INT; " + sleep + "/daemon' &)\n" // a true daemon
                        + "trap '' TERM HUP INT\n"
                        + "while [ ! -s " + folder + "/daemon ] || [ ! -s " + folder + "/session ]; do :; done\n"
                        + "echo $$ > " + folder + "/self; sleep 300; sleep 300",
                Duration.ofSeconds(4));

        assertThat(result).isEqualTo(new NoReply(folder.resolve("check") + " did not end within 4000 ms"));
        for (String process : List.of("self", "child", "orphan", "group", "session", "daemon")) {
            await(process).atMost(LONG).until(() -> gone(process));
        }
    }

    @Test
    void whatAProgramLeavesBehindIsKilledThoughItEndedInTime() throws Exception {
        assertThat(run("sleep 300 & echo $! > " + folder + "/child; exit 0", LONG))
                .isInstanceOf(Reply.class);

        await().atMost(LONG).until(() -> gone("child"));
    }

    @Test
    void closingTheProbeKillsToo() throws Exception {
        Probe probe = probe("echo $$ > " + folder + "/self; sleep 300");
        CompletableFuture<ProbeResult> result = begin(probe, Duration.ofMinutes(10));
        await().atMost(LONG).until(() -> Files.exists(folder.resolve("self")) && !gone("self"));

        probe.close();

        assertThat(result.get()).isInstanceOf(Inconclusive.class);
        await().atMost(LONG).until(() -> gone("self"));
    }

    @Test
    void howeverMuchItPrintsItIsNotHeldUpAndLittleIsKept() throws Exception {
        assertThat(run("head -c 3000000 /dev/zero | tr '\\0' 'x'; exit 3", LONG))
                .isInstanceOfSatisfying(
                        NoReply.class,
                        no -> assertThat(no.reason())
                                .contains("exit code 3: xxx")
                                .hasSizeLessThan(400));
        assertThat(run("yes", SHORT)).isInstanceOf(NoReply.class);
    }

    @Test
    void aThousandRunsLeaveNothingBehind() throws Exception {
        try (Probe probe = probe("sleep 300 & exit 1")) {
            begin(probe, LONG).get();
            try (var leaks = new Leaks()) {
                for (int round = 0; round < 50; round++) {
                    var under = new ArrayList<CompletableFuture<ProbeResult>>();
                    for (int i = 0; i < 20; i++) {
                        under.add(begin(probe, LONG));
                    }
                    for (CompletableFuture<ProbeResult> result : under) {
                        assertThat(result.get(40, TimeUnit.SECONDS)).isInstanceOf(NoReply.class);
                    }
                }
            }
        }
        assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive))
                .isEmpty();
    }
}
