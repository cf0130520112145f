// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.ftrouter.dist.lab.Daemon;
import org.ftrouter.dist.lab.Fault;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.dist.lab.Stamp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What must not be taken for a failure, with default settings; and how little the daemon needs meanwhile. */
class CalmIT {
    private static final Duration MINUTE = Duration.ofSeconds(60);
    private static final double TICKS_A_SECOND = 100; // USER_HZ, the same on all of Debian's architectures
    private static final double KIB_A_MIB = 1024;

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
    void fivePercentLossForAMinuteChangesNoVerdictAndCostsNextToNothing() throws Exception {
        List<String> before = router.changes();
        for (LabUplink uplink : lab.uplinks()) {
            lab.fault(uplink, Fault.loss(5));
        }
        double early = cpuShare(MINUTE); // Java still compiles
        double mebibytes = residentMebibytes();
        double steady = cpuShare(MINUTE.dividedBy(2));

        Figures.note(
                "5 % loss for 90 seconds: verdicts changed", router.changes().equals(before) ? "0" : "some", "0");
        Figures.note("CPU in the first minute, 5 % loss", percent(early), "-");
        Figures.note("CPU from then on, 5 % loss, 3 uplinks x 4 targets", percent(steady), "<= 1 %");
        Figures.note("RSS after a minute", String.format("%.0f MiB", mebibytes), "<= 100 MB");
        assertThat(router.changes()).as(daemon.lastWords()).isEqualTo(before);
        assertThat(steady).isLessThan(0.01);
        assertThat(mebibytes).isLessThan(95.4); // 100 MB
    }

    @Test
    void aTargetThatIsDeadEverywhereChangesNoVerdict() throws Exception {
        List<String> before = router.changes();
        lab.internet().nft("""
                table ip gone {
                    chain c {
                        type filter hook input priority 0;
                        ip daddr 8.8.8.8 drop;
                    }
                }
                """);
        Router.live(Duration.ofSeconds(25));

        Figures.note(
                "one target dead everywhere: verdicts changed", router.changes().equals(before) ? "0" : "some", "0");
        assertThat(router.changes()).isEqualTo(before);
    }

    /** The share of one core that the daemon uses in the time to come. */
    private double cpuShare(Duration time) throws Exception {
        double cpu = cpuSeconds();
        Stamp from = Stamp.now();
        Router.live(time);
        return (cpuSeconds() - cpu) / (from.until(Stamp.now()).toNanos() / 1e9);
    }

    private static String percent(double share) {
        return String.format("%.2f %% of a core", 100 * share);
    }

    /** User and system time of the daemon and all its threads, as in {@code proc_pid_stat(5)}, fields 14 and 15. */
    private double cpuSeconds() throws Exception {
        String stat = Files.readString(Path.of("/proc/" + daemon.pid() + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_A_SECOND;
    }

    private double residentMebibytes() throws Exception {
        return Files.readAllLines(Path.of("/proc/" + daemon.pid() + "/status")).stream()
                .filter(l -> l.startsWith("VmRSS:"))
                .mapToDouble(l -> Long.parseLong(l.replaceAll("[^0-9]", "")) / KIB_A_MIB)
                .findFirst()
                .orElseThrow();
    }
}
