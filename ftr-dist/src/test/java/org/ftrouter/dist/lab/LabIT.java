// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The lab does what it says, with a router that only the kernel looks after. */
class LabIT {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofSeconds(10);

    private static Lab lab;

    @BeforeAll
    static void build() throws Exception {
        lab = Lab.builder()
                .uplink("fibre", 3, 1)
                .uplink("cable", 1, 1)
                .dynamicUplink("lte", 1, 1)
                .dmz()
                .build();
        KernelRouter.install(lab);
        lab.awaitAllCarry(LONG);
    }

    @AfterAll
    static void remove() throws Exception {
        lab.close();
    }

    @AfterEach
    void heal() throws Exception {
        for (LabUplink uplink : lab.uplinks()) {
            lab.heal(uplink);
        }
        lab.awaitAllCarry(LONG);
    }

    @Test
    void connectionsAreSharedByWeight() throws Exception {
        Stamp start = Stamp.now();
        Thread.sleep(4000);

        MeterReport report = lab.meter().since(start);

        assertThat(report.total()).isGreaterThan(350);
        assertThat(report.failed()).as("%s", report.failures()).isZero();
        assertThat(report.share(lab.uplink("fibre"))).isBetween(0.5, 0.7);
    }

    @Test
    void aLostCarrierIsSeenByTheRouterAndCostsNoConnection() throws Exception {
        Stamp fault = lab.fault(lab.uplink("fibre"), Fault.CARRIER);

        lab.meter().settle(fault.plus(SECOND));
        MeterReport report = lab.meter().report(fault.plus(Duration.ofMillis(50)), fault.plus(SECOND));
        assertThat(lab.router().exec("ip", "link", "show", "wan1")).contains("NO-CARRIER");
        assertThat(lab.meter().since(fault).failures()).isEmpty();
        assertThat(report.share(lab.uplink("fibre"))).isZero();
    }
}
