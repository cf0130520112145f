// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.Counters;
import org.ftrouter.dist.lab.Fault;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabBuilder;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.dist.lab.MeterReport;
import org.ftrouter.dist.lab.Sample;
import org.ftrouter.dist.lab.Stamp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What users see when an uplink fails and returns, with default settings: three uplinks, four targets, both families. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FailoverScenarios {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final String wiring;
    private final int runs;
    private Lab lab;
    private Router router;

    /** So many runs of each fault, their figures under a name that tells the wiring. */
    FailoverScenarios(String wiring, int runs) {
        this.wiring = wiring;
        this.runs = runs;
    }

    /** What is built. */
    LabBuilder wired() {
        return Lab.builder().families(Family.values());
    }

    Lab lab() {
        return lab;
    }

    /** Its foreign packets are those since the daemon's routes stand. */
    Router router() {
        return router;
    }

    @BeforeAll
    void build() throws Exception {
        lab = wired().build();
        router = new Router(lab);
        lab.startDaemon();
        lab.awaitAllCarry(Router.LONG);
        assertThat(lab.meter().awaitQuiet(SECOND, Router.LONG)).isTrue();
        router.forgetForeignPackets();
    }

    @AfterAll
    void remove() throws Exception {
        lab.close();
    }

    @AfterEach
    void nothingWentOutUntranslated() throws Exception {
        assertThat(router.foreignPackets()).as(router.foreignSources()).isZero();
    }

    /** In one family: the outage of each run, and how long the uplink took to carry connections again. */
    private static final class Runs {
        private final List<Duration> outages = new ArrayList<>();
        private final List<Duration> returns = new ArrayList<>();
        private int failed;
        private int failedBefore;
        private int failedOnReturn;
    }

    @Test
    void aLostCarrierFailsNoConnectionAndTheKernelIsChangedAtOnce() throws Exception {
        Process monitor = KernelLog.start(lab);
        Map<Family, Runs> seen;
        try {
            seen = runs(Fault.CARRIER, SECOND, KernelLog::awaitLost);
        } finally {
            monitor.destroy();
            monitor.waitFor();
        }

        String log = KernelLog.read(lab);
        seen.forEach((family, some) -> {
            note("carrier: connections failed, " + family, some.failed + " in " + runs + " runs", "0");
            note("carrier: the same, begun before the kernel told of it, " + family, some.failedBefore + "", "-");
        });
        assertThat(seen.values()).allSatisfy(some -> assertThat(some.failed).isZero());
        for (Family family : lab.families()) {
            List<Duration> reactions = KernelLog.reactions(log, family);
            String what = "carrier: kernel's event to route changed, " + family;
            note(what, Figures.spread(reactions), "median <= 0.050 s");
            assertThat(reactions).hasSizeGreaterThanOrEqualTo(runs);
            assertThat(Figures.median(reactions)).isLessThan(Duration.ofMillis(50));
        }
        returned(seen, "carrier");
    }

    @Test
    @Tag("essence")
    void behindABlackholeTheOutageIsShort() throws Exception {
        outages(Fault.BLACKHOLE, "blackhole");
    }

    @Test
    void withADeadGatewayTheOutageIsShort() throws Exception {
        outages(Fault.GATEWAY, "dead gateway");
    }

    void outages(Fault fault, String name) throws Exception {
        Map<Family, Runs> seen = runs(fault, Duration.ofSeconds(3), (where, uplink, broken) -> broken);
        seen.forEach((family, some) -> {
            note(name + ": outage, " + family, Figures.spread(some.outages), "median <= 1.5 s, all <= 2.5 s");
            assertThat(Figures.median(some.outages)).as(family + "").isLessThan(Duration.ofMillis(1500));
            assertThat(some.outages)
                    .as(family + "")
                    .allSatisfy(o -> assertThat(o).isLessThan(Duration.ofMillis(2500)));
        });
        returned(seen, name);
    }

    @Test
    void withOneFamilyBrokenTheOtherStaysWhereItIs() throws Exception {
        LabUplink fibre = lab.uplink("fibre");
        for (Family broken : Family.values()) {
            Family whole = broken == Family.IPV4 ? Family.IPV6 : Family.IPV4;
            Stamp fault = lab.fault(fibre, broken == Family.IPV4 ? Fault.BLACKHOLE4 : Fault.BLACKHOLE6);
            router.awaitHealth(fibre, broken, "down");
            Stamp down = Stamp.now();
            Router.live(SECOND.multipliedBy(2));
            MeterReport after = lab.meter().since(down.plus(SECOND));
            int failed = lab.meter().since(fault).of(whole).failed();

            assertThat(router.status(fibre, whole).get("health").getAsString()).isEqualTo("up");
            assertThat(after.of(broken).share(fibre)).isZero();
            assertThat(after.of(broken).failures()).isEmpty();
            assertThat(after.of(whole).share(fibre)).isBetween(0.15, 0.55);
            assertThat(failed).isZero();
            note(broken + " broken, " + whole + " fine: " + whole + " connections failed", "" + failed, "0");
            lab.heal(fibre);
            router.awaitHealth(fibre, broken, "up");
            assertThat(lab.meter().awaitUplink(fibre, broken, Stamp.now(), Router.LONG))
                    .isPresent();
        }
    }

    @Test
    @Tag("essence")
    void inTheSteadyStateOnePacketASecondLeavesThroughEachUplink() throws Exception {
        List<Counted> before = counted();
        Router.live(Duration.ofSeconds(20));
        List<Counted> after = counted();

        for (Family family : lab.families()) {
            double rate = 0;
            for (int i = 0; i < before.size(); i++) {
                rate += after.get(i).probesPerSecondSince(before.get(i), family) / before.size();
            }
            note(
                    "steady state: probe packets a second and uplink, " + family,
                    String.format("%.2f", rate),
                    "<= 1 on average");
            assertThat(rate).isBetween(0.5, 1.1);
        }
    }

    /** What a provider had counted, and when: in a slow guest it takes a while until the last of them is asked. */
    private record Counted(Counters counters, Stamp at) {
        double probesPerSecondSince(Counted earlier, Family family) {
            double seconds = earlier.at.until(at).toNanos() / 1e9;
            return counters.since(earlier.counters).probes(family) / seconds;
        }
    }

    private List<Counted> counted() throws Exception {
        var counted = new ArrayList<Counted>();
        for (LabUplink uplink : lab.uplinks()) {
            counted.add(new Counted(lab.provider(uplink).counters(), Stamp.now()));
        }
        return counted;
    }

    private void note(String what, String figure, String limit) {
        Figures.note(wiring + what, figure, limit);
    }

    private void returned(Map<Family, Runs> seen, String fault) {
        seen.forEach((family, some) -> {
            String what = fault + ", " + family + ": ";
            note(what + "back in service", Figures.spread(some.returns), "rise and hold-up: 10 s");
            note(what + "connections failed on return", Integer.toString(some.failedOnReturn), "0");
            assertThat(some.failedOnReturn).isZero();
            assertThat(some.returns)
                    .allSatisfy(t -> assertThat(t).isBetween(Duration.ofSeconds(9), Duration.ofSeconds(15)));
        });
    }

    /** Since when a router can know of a fault. */
    private interface Knowable {
        Stamp since(Lab lab, LabUplink uplink, Stamp broken) throws Exception;
    }

    private Map<Family, Runs> runs(Fault fault, Duration observed, Knowable knowable) throws Exception {
        var seen = new EnumMap<Family, Runs>(Family.class);
        lab.families().forEach(family -> seen.put(family, new Runs()));
        for (int run = 0; run < runs; run++) {
            LabUplink uplink = lab.uplink(run % 3 + 1);
            Router.live(Duration.ofMillis(230L * run)); // another phase each time
            Stamp broken = lab.fault(uplink, fault);
            Stamp watched = broken.plus(observed);
            lab.meter().settle(watched);
            Stamp known = knowable.since(lab, uplink, broken);
            MeterReport report = lab.meter().report(broken, watched);
            MeterReport since = lab.meter().report(known, watched);
            Stamp healed = lab.heal(uplink);
            for (Family family : seen.keySet()) {
                Runs some = seen.get(family);
                some.outages.add(report.of(family).outage());
                some.failed += since.of(family).failed();
                some.failedBefore +=
                        report.of(family).failed() - since.of(family).failed();
                Sample first = lab.meter()
                        .awaitUplink(uplink, family, healed, Router.LONG)
                        .orElseThrow();
                some.returns.add(healed.until(first.start()));
            }
            MeterReport back = lab.meter().since(healed.plus(SECOND));
            seen.forEach(
                    (family, some) -> some.failedOnReturn += back.of(family).failed());
        }
        return seen;
    }
}
