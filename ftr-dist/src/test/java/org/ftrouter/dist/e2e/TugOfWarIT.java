// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.Addresses;
import org.ftrouter.dist.lab.Daemon;
import org.ftrouter.dist.lab.Lab;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A program that deletes our balancing rules of both families again and again, ten times a second, as a network manager
 * with wrong settings would. The system's own best default routes lie in wait for what leaks.
 */
@Tag("paired")
class TugOfWarIT {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration WAR = Duration.ofSeconds(6);

    private static final Pattern ADDED = Pattern.compile("(?m)\\] 31900:\\s+from all lookup 200");

    /** One process of {@code ip}, so that the kernel can say who it was. */
    private static final String FOE = """
            { for ((i = 0; i < 1500; i++)); do echo rule del priority 31900; sleep 0.1; done; } | exec ip $0 -force -batch -
            """;

    private final List<Process> processes = new ArrayList<>();
    private Lab lab;
    private Router router;
    private Daemon daemon;

    @BeforeEach
    void build() throws Exception {
        lab = Lab.builder()
                .families(Family.values())
                .config("probe { hold-up = 1s }")
                .build();
        router = new Router(lab);
        LookUps.bait(lab.router());
        daemon = lab.startDaemon();
        router.awaitAllUp();
        lab.awaitAllCarry(Router.LONG);
        assertThat(lab.meter().awaitQuiet(SECOND, Router.LONG)).isTrue();
        router.forgetForeignPackets();
    }

    @AfterEach
    void remove() throws Exception {
        processes.forEach(Process::destroyForcibly);
        lab.close();
    }

    @Test
    void whileAnotherProgramDeletesOurRulesNothingLeaksTheFightIsShortAndItIsNamed() throws Exception {
        String whole = router.kernel();
        processes.add(KernelLog.start(lab));
        for (Family family : lab.families()) {
            String target = Addresses.destination(family, 77);
            processes.add(router.java(log(family), LookUps.class, target, "86400000", "1000"));
            Router.await(
                    "the look-ups have begun",
                    Router.LONG,
                    () -> read(log(family)).contains("begun"));
        }
        List<Process> foes = new ArrayList<>();
        for (Family family : lab.families()) {
            String option = family == Family.IPV4 ? "-4" : "-6";
            foes.add(lab.router().start("foe" + option + ".log", "bash", "-c", FOE, option));
        }
        processes.addAll(foes);
        Router.live(WAR);
        assertThat(router.ftr("status").output()).contains("multipath: another program changes this again and again");
        for (Process foe : foes) {
            foe.descendants().forEach(ProcessHandle::destroy);
            foe.destroy();
            foe.waitFor();
        }
        Router.await("all is back", Router.LONG, () -> router.kernel().equals(whole));
        router.awaitAllUp();
        assertThat(lab.meter().awaitQuiet(SECOND, Router.LONG)).isTrue();

        assertNothingLeaked();
        long repairs = ADDED.matcher(KernelLog.read(lab)).results().count();
        Figures.note("tug of war: rules put back of 10 deletions a second", Long.toString(repairs), "<= 50");
        assertThat(repairs).isBetween(10L, 50L);
        assertThat(Files.readString(daemon.log()))
                .containsPattern("WARN  ip \\(process \\d+\\) deletes rules of ours, which are put back")
                .contains("looking only every 10 s from now on. Is another program deleting it")
                .contains("DRIFT-REPAIRED routing was changed by others", "rule 31900 (IPv6)");
    }

    private void assertNothingLeaked() throws Exception {
        for (Process process : processes) {
            process.destroy();
            process.waitFor();
        }
        for (Family family : lab.families()) {
            assertThat(read(log(family))).containsPattern("ended: \\d+ of \\d+ failed, \\d+ torn, 0 leaked");
        }
        // there was a fight; in IPv6 the kernel looks again for a socket, by an address of the router, whose rule still
        // stands
        assertThat(read(log(Family.IPV4))).doesNotContain("ended: 0 of");
        assertThat(router.foreignPackets()).as(router.foreignSources()).isZero();
    }

    private static String log(Family family) {
        return "look-ups-" + family + ".log";
    }

    private String read(String name) throws Exception {
        return Files.readString(lab.folder().resolve(name));
    }
}
