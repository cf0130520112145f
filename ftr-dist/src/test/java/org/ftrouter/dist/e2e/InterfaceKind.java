// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.Addresses;
import org.ftrouter.dist.lab.Fault;
import org.ftrouter.dist.lab.Flow;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.dist.lab.Line;
import org.ftrouter.dist.lab.MeterReport;
import org.ftrouter.dist.lab.Sample;
import org.ftrouter.dist.lab.Stamp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What holds whatever the uplinks' interfaces are: three uplinks of the kinds and families a subclass names, learnt,
 * with the system's own default routes in the main table. The hold-up is a second, to save time; limits suit a slow
 * guest.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class InterfaceKind {
    static final Duration SECOND = Duration.ofSeconds(1);
    static final Duration QUIET = Duration.ofSeconds(2); // longer than a connection's limit in a busy guest
    static final Duration OUTAGE_LIMIT = Duration.ofSeconds(5);
    static final Duration LIMIT = Duration.ofSeconds(60);

    private final String kinds;
    private final List<Family> families;
    private final Line[] wiring;
    Lab lab;
    Router router;
    private long before;

    InterfaceKind(String kinds, List<Family> families, Line... wiring) {
        this.kinds = kinds;
        this.families = families;
        this.wiring = wiring;
    }

    @BeforeAll
    void build() throws Exception {
        lab = Lab.builder()
                .wiring(wiring)
                .families(families.toArray(Family[]::new))
                .dynamicUplink("fibre", 1, 1)
                .dynamicUplink("cable", 1, 1)
                .dynamicUplink("lte", 1, 1)
                .config("probe { hold-up = 1s }")
                .build();
        router = new Router(lab);
        lab.startDaemon();
        lab.awaitAllCarry(LIMIT);
        assertThat(lab.meter().awaitQuiet(QUIET, LIMIT)).isTrue();
        before =
                router.foreignPackets(); // the system's own routes carried, untranslated, until the daemon's were there
    }

    /** No provider got a packet with another's source since the daemon's routes are there. */
    void assertNoLeaks() throws Exception {
        var sources = new ArrayList<String>();
        for (LabUplink uplink : lab.uplinks()) {
            lab.provider(uplink)
                    .counters()
                    .foreign()
                    .forEach((source, count) -> sources.add(count + " from " + source + " at " + uplink.name()));
        }
        assertThat(leaks()).as("foreign: " + sources).isZero();
    }

    private long leaks() throws Exception {
        return router.foreignPackets() - before;
    }

    /** In every family. */
    void assertCarriesAgain(LabUplink uplink, Stamp after) throws Exception {
        for (Family family : families) {
            assertThat(lab.meter().awaitUplink(uplink, family, after, LIMIT))
                    .as(uplink.name() + " carries again in " + family)
                    .isPresent();
        }
    }

    /** After it was set down and up by hand. */
    void assertBackInService(LabUplink uplink, Stamp up) throws Exception {
        assertCarriesAgain(uplink, up);
    }

    @AfterAll
    void remove() throws Exception {
        if (lab != null) {
            lab.close();
        }
    }

    void note(String what, String measured, String bound) {
        Figures.note(kinds + ": " + what, measured, bound);
    }

    @Test
    void eachUplinkIsProbedThroughItselfAndCarriesItsShare() throws Exception {
        Stamp from = Stamp.now();
        Router.live(Duration.ofSeconds(8));
        lab.meter().settle(Stamp.now());
        MeterReport report = lab.meter().since(from);

        for (LabUplink uplink : lab.uplinks()) {
            for (Family family : families) {
                String what = uplink.name() + " in " + family;
                assertThat(lab.provider(uplink).counters().probes(family))
                        .as(what + ": probes at its provider")
                        .isPositive();
                assertThat(report.of(family).share(uplink)).as(what).isBetween(0.2, 0.5);
            }
        }
        assertThat(report.failures()).isEmpty();
        assertNoLeaks();
    }

    @Test
    void whenOneUplinkFailsTheOthersCarryAllAndItReturns() throws Exception {
        var outages = new ArrayList<Duration>();
        for (LabUplink uplink : lab.uplinks()) {
            Stamp broken = lab.fault(uplink, Fault.BLACKHOLE);
            assertThat(lab.meter().await(Sample::failed, broken, LIMIT)).isPresent();
            assertThat(lab.meter().awaitQuiet(QUIET, LIMIT)).as(uplink.name()).isTrue();
            Stamp quiet = Stamp.now();
            Router.live(SECOND);
            lab.meter().settle(Stamp.now());
            MeterReport without = lab.meter().since(quiet);
            outages.add(lab.meter().report(broken, quiet).outage());
            Stamp healed = lab.heal(uplink);

            assertThat(without.failures()).isEmpty();
            for (Family family : families) {
                assertThat(without.of(family).total()).as(family.toString()).isPositive();
                assertThat(without.of(family).share(uplink))
                        .as(family.toString())
                        .isZero();
            }
            assertCarriesAgain(uplink, healed);
        }

        note("outage behind a blackhole", Figures.spread(outages), "<= " + OUTAGE_LIMIT.toSeconds() + " s");
        note("packets with a foreign source", Long.toString(leaks()), "0");
        assertThat(outages).allSatisfy(t -> assertThat(t).isPositive().isLessThan(OUTAGE_LIMIT));
        assertNoLeaks();
    }

    @Test
    void whatComesInThroughAnUplinkIsAnsweredThroughIt() throws Exception {
        for (LabUplink uplink : lab.uplinks()) {
            for (Family family : families) {
                Stamp start = Stamp.now();
                try (Flow flow = lab.flows().inbound(uplink, family, Addresses.LAN_PORT)) {
                    assertThat(flow.awaitAnswer(start, LIMIT))
                            .as(uplink.name() + " in " + family)
                            .isTrue();
                }
            }
        }
        assertNoLeaks();
    }

    @Test
    void anInterfaceSetDownByHandIsBackInServiceByItself() throws Exception {
        for (LabUplink uplink : lab.uplinks()) {
            lab.router().ip(List.of("link set " + uplink.device() + " down"));
            assertThat(lab.meter().awaitQuiet(QUIET, LIMIT)).as(uplink.name()).isTrue();
            Stamp up = Stamp.now();
            lab.router().ip(List.of("link set " + uplink.device() + " up"));

            assertBackInService(uplink, up);
        }
        assertNoLeaks();
    }
}
