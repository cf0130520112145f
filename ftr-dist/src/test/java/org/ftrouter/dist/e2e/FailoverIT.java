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
import org.ftrouter.dist.lab.LabBuilder;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.dist.lab.MeterReport;
import org.ftrouter.dist.lab.Sample;
import org.ftrouter.dist.lab.Stamp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What users see when an uplink fails and returns, with default settings: three uplinks, four targets. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FailoverIT {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final String wiring;
    private final int runs;
    private Lab lab;

    FailoverIT() {
        this("", 5);
    }

    /** So many runs of each fault, their figures under a name that tells the wiring. */
    FailoverIT(String wiring, int runs) {
        this.wiring = wiring;
        this.runs = runs;
    }

    /** What is built. */
    LabBuilder wired() {
        return Lab.builder();
    }

    Lab lab() {
        return lab;
    }

    @BeforeAll
    void build() throws Exception {
        lab = wired().build();
        lab.startDaemon();
        lab.awaitAllCarry(Router.LONG);
        assertThat(lab.meter().awaitQuiet(SECOND, Router.LONG)).isTrue();
    }

    @AfterAll
    void remove() throws Exception {
        lab.close();
    }

    /** The outage of each run, and how long the uplink took to carry connections again. */
    private record Runs(List<Duration> outages, List<Duration> returns, int failed, int failedOnReturn) {}

    @Test
    void aLostCarrierFailsNoConnectionAndTheKernelIsChangedAtOnce() throws Exception {
        Process monitor = lab.router().start("monitor.log", "ip", "-ts", "monitor", "link", "route");
        Runs seen;
        try {
            Router.await("the monitor hears the kernel", Router.LONG, this::monitored);
            seen = runs(Fault.CARRIER, SECOND);
        } finally {
            monitor.destroy();
            monitor.waitFor();
        }

        List<Duration> reactions =
                KernelLog.reactions(Files.readString(lab.folder().resolve("monitor.log")));
        note("carrier: connections failed", seen.failed + " in " + runs + " runs", "0");
        note("carrier: kernel's event to route changed", Figures.spread(reactions), "median <= 0.050 s");
        assertThat(seen.failed).isZero();
        assertThat(reactions).hasSizeGreaterThanOrEqualTo(runs);
        assertThat(Figures.median(reactions)).isLessThan(Duration.ofMillis(50));
        returned(seen, "carrier");
    }

    /** Whether a route that comes and goes is in the monitor's log. */
    private boolean monitored() throws Exception {
        lab.router().ip(List.of("route add unreachable 203.0.113.99 table 9999", "route del 203.0.113.99 table 9999"));
        return Files.readString(lab.folder().resolve("monitor.log")).contains("203.0.113.99");
    }

    @Test
    void behindABlackholeTheOutageIsUnderTwoSeconds() throws Exception {
        theOutageIsUnderTwoSeconds(Fault.BLACKHOLE, "blackhole");
    }

    @Test
    void withADeadGatewayTheOutageIsUnderTwoSeconds() throws Exception {
        theOutageIsUnderTwoSeconds(Fault.GATEWAY, "dead gateway");
    }

    void theOutageIsUnderTwoSeconds(Fault fault, String name) throws Exception {
        Runs seen = runs(fault, Duration.ofSeconds(3));

        note(name + ": outage", Figures.spread(seen.outages), "median <= 2 s");
        assertThat(Figures.median(seen.outages)).isLessThan(Duration.ofSeconds(2));
        returned(seen, name);
    }

    private void note(String what, String figure, String limit) {
        Figures.note(wiring + what, figure, limit);
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
        note("steady state: probe packets a second and uplink", String.format("%.2f", rate), "<= 1 on average");
        assertThat(rate).isBetween(0.5, 1.1);
    }

    private List<Counters> counters() throws Exception {
        var counters = new ArrayList<Counters>();
        for (LabUplink uplink : lab.uplinks()) {
            counters.add(lab.provider(uplink).counters());
        }
        return counters;
    }

    private void returned(Runs seen, String fault) {
        note(fault + ": back in service after healing", Figures.spread(seen.returns), "rise and hold-up: 10 s");
        note(fault + ": connections failed on return", Integer.toString(seen.failedOnReturn), "0");
        assertThat(seen.failedOnReturn).isZero();
        assertThat(seen.returns)
                .allSatisfy(t -> assertThat(t).isBetween(Duration.ofSeconds(9), Duration.ofSeconds(15)));
    }

    private Runs runs(Fault fault, Duration observed) throws Exception {
        var outages = new ArrayList<Duration>();
        var returns = new ArrayList<Duration>();
        int failed = 0;
        int failedOnReturn = 0;
        for (int run = 0; run < runs; run++) {
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
