// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.ftrouter.dist.bench.RouteLog.Change;
import org.ftrouter.dist.bench.RouteLog.Exclusions;
import org.ftrouter.dist.lab.Stamp;
import org.junit.jupiter.api.Test;

class RouteLogTest {
    private static final String BOTH =
            "default  nexthop via 192.0.2.1 dev wan1 weight 1  nexthop via 203.0.113.1 dev wan10 weight 1";
    private static final String ONLY_10 = "default via 203.0.113.1 dev wan10";
    private final List<Change> changes = new ArrayList<>();

    private static Stamp at(int seconds) {
        return new Stamp(Duration.ofSeconds(seconds).toNanos());
    }

    private void change(int seconds, String route) {
        changes.add(new Change(at(seconds), route));
    }

    private Exclusions exclusions(String device) {
        return RouteLog.exclusions(changes, device, at(100), at(200));
    }

    @Test
    void aRouteThatIsNeverChangedLeavesNobodyOut() {
        assertThat(exclusions("wan1")).isEqualTo(new Exclusions(0, Duration.ZERO));
    }

    @Test
    void eachTimeOutIsCountedOnceWithItsLength() {
        change(110, ONLY_10);
        change(111, ONLY_10);
        change(115, BOTH);
        change(120, ONLY_10);
        change(130, BOTH);

        assertThat(exclusions("wan1")).isEqualTo(new Exclusions(2, Duration.ofSeconds(15)));
        assertThat(exclusions("wan10")).isEqualTo(new Exclusions(0, Duration.ZERO));
    }

    @Test
    void whatBeganBeforeIsNoFailoverOfThisTimeButTakesOfIt() {
        change(50, ONLY_10);
        change(110, BOTH);

        assertThat(exclusions("wan1")).isEqualTo(new Exclusions(0, Duration.ofSeconds(10)));
    }

    @Test
    void whatLastsBeyondTheEndCountsUpToIt() {
        change(190, ONLY_10);
        change(250, BOTH);
        change(260, ONLY_10);

        assertThat(exclusions("wan1")).isEqualTo(new Exclusions(1, Duration.ofSeconds(10)));
    }

    @Test
    void theSpreadingRoutesAreToldFromGuardsAndForeignOnes() {
        var ftr = new FtrContender("default");
        var lsm = new LsmContender("fast");

        assertThat(ftr.spreads("default table 200 proto 199 metric 1000  nexthop via 192.0.2.1 dev wan1 weight 1"))
                .isTrue();
        assertThat(ftr.spreads("default via 192.0.2.1 dev wan1 table 200 proto 199 metric 2001 "))
                .isFalse();
        assertThat(ftr.spreads(BOTH)).isFalse();
        assertThat(lsm.spreads(BOTH)).isTrue();
        assertThat(lsm.spreads("default via 192.0.2.1 dev wan1 table 101 ")).isFalse();
    }
}
