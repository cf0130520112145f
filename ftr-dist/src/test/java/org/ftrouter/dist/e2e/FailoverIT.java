// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.ftrouter.dist.lab.Counters;
import org.ftrouter.dist.lab.Fault;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.dist.lab.MeterReport;
import org.ftrouter.dist.lab.Sample;
import org.ftrouter.dist.lab.Stamp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What users see when an uplink fails and returns, with default settings: three uplinks, four targets. */
class FailoverIT {
    private static final int RUNS = 5;
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static Lab lab;

    @BeforeAll
    static void build() throws Exception {
        lab = Lab.builder().build();
        lab.startDaemon();
        lab.awaitAllCarry(Router.LONG);
        assertThat(lab.meter().awaitQuiet(SECOND, Router.LONG)).isTrue();
    }

    @AfterAll
    static void remove() throws Exception {
        lab.close();
    }

    /** The outage of each run, and how long the uplink took to carry connections again. */
    private record Runs(List<Duration> outages, List<Duration> returns, int failed, int failedOnReturn) {}

    @Test
    void aLostCarrierFailsNoConnectionAndTheKernelIsChangedAtOnce() throws Exception {
        Process monitor = lab.router().start("monitor.log", "ip", "-ts", "monitor", "link", "route");
        Runs runs;
        try {
            Router.await("the monitor hears the kernel", Router.LONG, FailoverIT::monitored);
            runs = runs(Fault.CARRIER, SECOND);
        } finally {
            monitor.destroy();
            monitor.waitFor();
        }

        List<Duration> reactions =
                KernelLog.reactions(Files.readString(lab.folder().resolve("monitor.log")));
        Figures.note("carrier: connections failed", runs.failed + " in " + RUNS + " runs", "0");
        Figures.note("carrier: kernel's event to route changed", Figures.spread(reactions), "median <= 0.050 s");
        assertThat(runs.failed).isZero();
        assertThat(reactions).hasSizeGreaterThanOrEqualTo(RUNS);
        assertThat(Figures.median(reactions)).isLessThan(Duration.ofMillis(50));
        returned(runs, "carrier");
    }

    /** Whether a route that comes and goes is in the monitor's log. */
    private static boolean monitored() throws Exception {
        lab.router().ip(List.of("route add unreachable 203.0.113.99 table 9999", "route del 203.0.113.99 table 9999"));
        return Files.readString(lab.folder().resolve("monitor.log")).contains("203.0.113.99");
    }

    @Test
    void behindABlackholeTheOutageIsUnderTwoSeconds() throws Exception {
        Runs runs = runs(Fault.BLACKHOLE, Duration.ofSeconds(3));

        Figures.note("blackhole: outage", Figures.spread(runs.outages), "median <= 2 s");
        assertThat(Figures.median(runs.outages)).isLessThan(Duration.ofSeconds(2));
        returned(runs, "blackhole");
    }

    @Test
    void withADeadGatewayTheOutageIsUnderTwoSeconds() throws Exception {
        Runs runs = runs(Fault.GATEWAY, Duration.ofSeconds(3));

        Figures.note("dead gateway: outage", Figures.spread(runs.outages), "median <= 2 s");
        assertThat(Figures.median(runs.outages)).isLessThan(Duration.ofSeconds(2));
        returned(runs, "dead gateway");
    }

    @Test
    void inTheSteadyStateOnePacketASecondLeavesThroughEachUplink() throws Exception {
        List<Counters> before = counters();
        Stamp from = Stamp.now();
        Router.live(Duration.ofSeconds(20));
        double seconds = from.until(Stamp.now()).toNanos() / 1e9;
        List<Counters> after = counters();

        double probes = 0;
        for (int i = 0; i < before.size(); i++) {
            probes += after.get(i).since(before.get(i)).probes();
        }
        double rate = probes / before.size() / seconds;
        Figures.note("steady state: probe packets a second and uplink", String.format("%.2f", rate), "<= 1 on average");
        assertThat(rate).isBetween(0.5, 1.1);
    }

    private static List<Counters> counters() throws Exception {
        var counters = new ArrayList<Counters>();
        for (LabUplink uplink : lab.uplinks()) {
            counters.add(lab.provider(uplink).counters());
        }
        return counters;
    }

    private static void returned(Runs runs, String fault) {
        Figures.note(fault + ": back in service after healing", Figures.spread(runs.returns), "rise and hold-up: 10 s");
        Figures.note(fault + ": connections failed on return", Integer.toString(runs.failedOnReturn), "0");
        assertThat(runs.failedOnReturn).isZero();
        assertThat(runs.returns)
                .allSatisfy(t -> assertThat(t).isBetween(Duration.ofSeconds(9), Duration.ofSeconds(15)));
    }

    private static Runs runs(Fault fault, Duration observed) throws Exception {
        var outages = new ArrayList<Duration>();
        var returns = new ArrayList<Duration>();
        int failed = 0;
        int failedOnReturn = 0;
        for (int run = 0; run < RUNS; run++) {
            LabUplink uplink = lab.uplink(run % 3 + 1);
            Router.live(Duration.ofMillis(230L * run)); // another phase each time
            Stamp broken = lab.fault(uplink, fault);
            Stamp watched = broken.plus(observed);
            lab.meter().settle(watched);
            MeterReport report = lab.meter().report(broken, watched);
            outages.add(report.outage());
            failed += report.failed();
            Stamp healed = lab.heal(uplink);
            Sample first = lab.meter().awaitUplink(uplink, healed, Router.LONG).orElseThrow();
            returns.add(healed.until(first.start()));
            failedOnReturn += lab.meter().since(healed.plus(SECOND)).failed();
        }
        return new Runs(outages, returns, failed, failedOnReturn);
    }
}
