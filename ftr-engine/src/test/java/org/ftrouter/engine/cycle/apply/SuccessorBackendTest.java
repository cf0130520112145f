// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RouteException.Reason;
import org.ftrouter.api.route.RoutePlan;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When former backends' leftovers are taken away. */
class SuccessorBackendTest {
    private final List<String> done = new ArrayList<>();
    private final RoutePlan plan = Plans.of("a", "a");
    private final Backend firewall = new Backend("new", Optional.empty());
    private final Backend former = new Backend("old", Optional.of("chains"));

    private RouteBackend successor() {
        return SuccessorBackend.last(Map.of("new", firewall), Map.of("old", former))
                .get("new");
    }

    private final class Backend implements RouteBackend {
        private final String name;
        private Optional<String> left;
        private @Nullable Reason refusal;

        Backend(String name, Optional<String> left) {
            this.name = name;
            this.left = left;
        }

        private void act(String what) throws RouteException {
            Reason why = refusal;
            if (why != null) {
                throw new RouteException(why, name + " cannot");
            }
            done.add(name + " " + what);
        }

        @Override
        public void apply(RoutePlan plan) throws RouteException {
            act("applied");
        }

        @Override
        public String render(RoutePlan plan) {
            return "";
        }

        @Override
        public Optional<String> leftover() {
            return left;
        }

        @Override
        public void remove() throws RouteException {
            act("removed");
            left = Optional.empty();
        }

        @Override
        public void close() {
            done.add(name + " closed");
        }
    }

    @Test
    void whatTheFormerOneLeftGoesOnceAndAfterTheNewRulesStand() throws Exception {
        RouteBackend successor = successor();

        successor.apply(plan);
        successor.apply(plan);

        assertThat(done).containsExactly("new applied", "old removed", "old closed", "new applied");
    }

    @Test
    void itStaysWhileNothingTakesItsPlaceButNotForASmallPartThatCannotBe() {
        RouteBackend successor = successor();

        firewall.refusal = Reason.FAILED;
        assertThat(catchThrowable(() -> successor.apply(plan))).hasMessage("new cannot");
        assertThat(done).isEmpty();

        firewall.refusal = Reason.PARTIAL;
        assertThat(catchThrowable(() -> successor.apply(plan))).hasMessage("new cannot");
        assertThat(done).containsExactly("old removed", "old closed");
    }

    @Test
    void whatCannotBeRemovedHoldsUpNothingAndIsTriedAgain() throws Exception {
        RouteBackend successor = successor();
        former.refusal = Reason.FAILED;

        successor.apply(plan);
        former.refusal = null;
        successor.apply(plan);

        assertThat(done).containsExactly("new applied", "new applied", "old removed", "old closed");
    }

    @Test
    void whereNothingIsLeftNothingIsRemoved() throws Exception {
        former.left = Optional.empty();

        successor().apply(plan);

        assertThat(done).containsExactly("new applied", "old closed");
    }
}
