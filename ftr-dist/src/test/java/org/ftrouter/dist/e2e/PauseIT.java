// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.ftrouter.dist.lab.Daemon;
import org.ftrouter.dist.lab.Fault;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.dist.lab.Stamp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A daemon that does not run although it should: stopped, or starved. That is not the lines' fault. The starved one lives
 * so for a minute, or for ten with {@code -Dftr.long=true}.
 */
@Tag("paired")
class PauseIT {
    private static final int STOPS = 20;
    private static final Duration STARVED = Duration.ofMinutes(Boolean.getBoolean("ftr.long") ? 10 : 1);

    private Lab lab;
    private Router router;
    private Daemon daemon;

    @BeforeEach
    void build() throws Exception {
        lab = Lab.builder().build();
        router = new Router(lab);
        daemon = lab.startDaemon();
        router.awaitAllUp();
    }

    @AfterEach
    void remove() throws Exception {
        lab.close();
    }

    @Test
    void beingStoppedBlamesNoLine() throws Exception {
        List<String> before = router.changes();
        var random = new Random(4711);
        for (int stop = 0; stop < STOPS; stop++) {
            signal("STOP");
            Router.live(Duration.ofMillis(1000 + random.nextInt(2500)));
            signal("CONT");
            Router.live(Duration.ofMillis(200 + random.nextInt(1500)));
        }
        Router.live(Duration.ofSeconds(3));

        boolean same = router.changes().equals(before);
        Figures.note(STOPS + " x SIGSTOP for 1 to 3.5 s: verdicts changed", same ? "0" : "some", "0");
        assertThat(router.changes()).isEqualTo(before);
        assertThat(log()).doesNotContain("DOWN");
    }

    @Test
    void fivePercentOfACoreBlamesNoLineAndStillFindsADeadOne() throws Exception {
        List<String> before = router.changes();
        LabUplink cable = lab.uplink("cable");
        long throttled;
        Duration found;
        try (CpuQuota quota = CpuQuota.of(daemon.pid(), 5)) {
            Router.live(STARVED);
            assertThat(log()).doesNotContain("DOWN");
            Stamp broken = lab.fault(cable, Fault.BLACKHOLE);
            Router.await("cable is found dead", Router.LONG, () -> log().contains("DOWN cable"));
            found = broken.until(Stamp.now());
            throttled = quota.throttled();
        }
        lab.heal(cable);
        router.awaitAllUp();

        String name = STARVED.toMinutes() + " min at 5 % of a core";
        Figures.note(name + ": false DOWN", "0, held back " + throttled + " times", "0");
        Figures.note(name + ": blackhole found after", Figures.seconds(found), "-");
        List<String> others = router.changes();
        assertThat(others.get(0)).isEqualTo(before.get(0));
        assertThat(others.get(2)).isEqualTo(before.get(2));
    }

    private String log() throws Exception {
        return Files.readString(lab.folder().resolve("daemon.log"));
    }

    private void signal(String name) throws Exception {
        String[] command = {"kill", "-" + name, Long.toString(daemon.pid())};
        assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
    }
}
