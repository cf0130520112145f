// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RoutePlan;
import org.junit.jupiter.api.Test;

class ApplyOutcomeTest {

    /** Then connections may leave those paths of which no route is left. */
    @Test
    void whatIsRefusedInPartIsInstalledOtherwise() {
        RoutePlan plan = Plans.of("ab", "ab");

        assertThat(new ApplyOutcome("routes", plan, Optional.empty(), Duration.ZERO).installed())
                .isTrue();
        for (RouteException.Reason reason : RouteException.Reason.values()) {
            var problem = new ApplyOutcome.Problem(reason, "no");
            var refused = new ApplyOutcome("routes", plan, Optional.of(problem), Duration.ZERO);
            assertThat(refused.installed())
                    .as("%s", reason)
                    .isEqualTo(reason == RouteException.Reason.PARTIAL || reason == RouteException.Reason.CONFLICT);
        }
    }
}
