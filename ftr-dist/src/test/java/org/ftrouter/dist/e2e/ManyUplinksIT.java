// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.Fault;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.dist.lab.MeterReport;
import org.ftrouter.dist.lab.Stamp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From one uplink to sixty: each is probed, each carries, and one that fails is left and comes back. */
class ManyUplinksIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration SECOND = Duration.ofSeconds(1);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10})
    void eachIsProbedAndCarriesAndOneThatFailsIsLeftAndComesBack(int count) throws Exception {
        assertProbedLeftAndBack(count);
    }

    /** By itself, for one emulated processor is too slow for so many: the daemon says that it is late all the time. */
    @Test
    void soIsEachOfSixty() throws Exception {
        assertProbedLeftAndBack(60);
    }

    private static void assertProbedLeftAndBack(int count) throws Exception {
        try (Lab lab = Lab.builder()
                .families(Family.values())
                .uplinks(count)
                .config("probe { hold-up = 1s }")
                .build()) {
            var router = new Router(lab);
            Stamp start = Stamp.now();
            lab.startDaemon();
            lab.awaitAllCarry(LIMIT);
            Figures.note(count + " uplinks: start until each carries", seconds(start), "<= 60 s");
            assertThat(lab.meter().awaitQuiet(SECOND, LIMIT)).isTrue();
            router.forgetForeignPackets();

            LabUplink last = lab.uplink(count);
            lab.fault(last, Fault.BLACKHOLE);
            router.awaitHealth(last, "down");
            router.awaitWritten(); // routes of sixty uplinks take a moment longer than the verdict
            if (count > 1) {
                assertLeft(lab, last);
            }
            Stamp healed = lab.heal(last);
            for (Family family : lab.families()) {
                assertThat(lab.meter().awaitUplink(last, family, healed, LIMIT)).isPresent();
            }
            Figures.note(count + " uplinks: healed until it carries", seconds(healed), "<= 60 s");

            for (LabUplink uplink : lab.uplinks()) {
                assertThat(lab.provider(uplink).counters().probes())
                        .as(uplink.name())
                        .isPositive();
            }
            assertThat(router.foreignPackets()).isZero();
        }
    }

    private static void assertLeft(Lab lab, LabUplink failed) throws Exception {
        Stamp from = Stamp.now();
        Router.live(SECOND);
        lab.meter().settle(Stamp.now());
        MeterReport report = lab.meter().since(from);
        assertThat(report.failures()).isEmpty();
        assertThat(report.total()).isPositive();
        assertThat(report.share(failed)).isZero();
    }

    private static String seconds(Stamp since) {
        return Figures.seconds(since.until(Stamp.now()));
    }
}
