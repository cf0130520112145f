// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import org.ftrouter.api.Family;
import org.ftrouter.api.notify.Severity;
import org.ftrouter.api.route.Downlinks;
import org.ftrouter.api.testkit.TestUplinks;
import org.ftrouter.engine.config.AllDown;
import org.ftrouter.engine.cycle.Given;
import org.ftrouter.engine.cycle.plan.Planned;
import org.ftrouter.engine.cycle.plan.Planner;
import org.ftrouter.engine.cycle.verdict.Health;
import org.ftrouter.engine.cycle.verdict.PathVerdict;
import org.ftrouter.engine.cycle.verdict.Verdicts;
import org.junit.jupiter.api.Test;

class RoutingNewsTest extends TwoLines {
    private final RoutingNews news = new RoutingNews(() -> WALL, sent::add);
    private final Planner planner =
            new Planner(TestUplinks.LAYOUT, new Downlinks(List.of(), List.of()), List.of(A, B), AllDown.KEEP);

    /** Turns four times a second, as the engine does at least. */
    private void live(Health a, Health b, Duration time) {
        var verdicts = new LinkedHashMap<String, PathVerdict>();
        verdicts.put("adsl", Given.verdict(a));
        verdicts.put(B.name(), Given.verdict(b));
        Verdicts all = Given.verdicts(verdicts);
        Planned planned = planner.plan(all, Given.paths(List.of(A, B)), last);
        last = planned.members(Family.IPV4);
        for (long past = 0; past < time.toMillis(); past += 250) {
            news.look(writer, all, planned, now);
            now = now.plus(Duration.ofMillis(250));
        }
    }

    @Test
    void otherNextHopsAreToldOnceForTheRecord() {
        live(Health.UP, Health.UP, Duration.ofMinutes(1));
        assertThat(sent).hasSize(1);
        live(Health.DOWN, Health.UP, Duration.ofMinutes(1));

        assertThat(sent).hasSize(2);
        assertThat(sent.get(1).kind()).isEqualTo("routing.changed");
        assertThat(sent.get(1).severity()).isEqualTo(Severity.INFO);
        assertThat(sent.get(1).uplink()).isEmpty();
        assertThat(sent.get(1).line("en")).isEqualTo("CHANGED new connections use IPv4 " + B.name() + " 100 %");
        assertThat(sent.get(1).line("it")).isEqualTo("CHANGED le nuove connessioni usano IPv4 " + B.name() + " 100 %");
        assertThat(sent.get(1).fields())
                .containsEntry("routing", B.name())
                .containsEntry("nexthops_ipv4", B.name() + " via 192.0.2.102 dev wan2 weight 3")
                .containsEntry(
                        "nexthops_ipv4_before",
                        "adsl via 192.0.2.101 dev wan1 weight 1, " + B.name() + " via 192.0.2.102 dev wan2 weight 3")
                .containsEntry("nexthops_ipv6", "")
                .containsEntry("usable", "1")
                .containsEntry("configured", "2")
                .doesNotContainKey("family");
    }

    @Test
    void theStepsOfOneChangeAreOneNoticeAndWhatIsUndoneAtOnceIsNone() {
        live(Health.UP, Health.UP, Duration.ofMinutes(1));
        sent.clear();
        live(Health.DOWN, Health.UP, Duration.ofSeconds(1));
        live(Health.UP, Health.UP, Duration.ofMinutes(1));
        assertThat(sent).isEmpty();

        live(Health.DOWN, Health.UP, Duration.ofSeconds(1));
        live(Health.UP, Health.UP, Duration.ofSeconds(1));
        live(Health.UP, Health.DOWN, Duration.ofMinutes(1));

        assertThat(sent).hasSize(1);
        assertThat(sent.get(0).fields()).containsEntry("routing", "adsl");
    }

    @Test
    void whatNeverComesToRestIsToldAtGrowingIntervals() {
        for (int i = 0; i < 3600 / 10; i++) {
            live(i % 2 == 0 ? Health.DOWN : Health.UP, Health.UP, Duration.ofSeconds(10));
        }

        assertThat(sent.size()).isBetween(20, 65);
    }
}
