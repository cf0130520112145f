// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.ftrouter.api.Family;
import org.ftrouter.api.Ticker;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.NextHop;
import org.ftrouter.api.route.Pin;
import org.ftrouter.api.route.PinMatch;
import org.ftrouter.api.route.PinRoute;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RouteException.Reason;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.engine.cycle.Await;
import org.ftrouter.engine.cycle.Given;
import org.ftrouter.engine.cycle.apply.Applier.Patience;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Firewalls that take long, never answer or fail: what needs their rules waits, and nothing else does. */
@Timeout(120)
class SlowFirewallTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(50);

    private final List<String> done = new CopyOnWriteArrayList<>();
    private final List<RoutePlan> routed = new CopyOnWriteArrayList<>();
    private final List<ApplyOutcome> outcomes = new CopyOnWriteArrayList<>();
    private final FakeBackend routes = new FakeBackend("routes", done);
    private final FakeBackend firewall = new FakeBackend("firewall", done);
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch answer = new CountDownLatch(1);
    private @Nullable Applier applier;

    private Applier applier(@Nullable RoutePlan before, Patience patience) {
        Map<String, RouteBackend> backends = new LinkedHashMap<>();
        backends.put("routes", routes);
        backends.put("firewall", firewall);
        routes.fate = routed::add;
        Applier old = null;
        if (before != null) {
            old = new Applier(Map.of(), Ticker.SYSTEM, outcome -> {}, null);
            old.apply(before);
            old.retire();
        }
        applier = new Applier(backends, Ticker.SYSTEM, outcomes::add, old, plan -> plan, patience);
        return applier;
    }

    private void firewallHangs() {
        firewall.fate = plan -> {
            asked.countDown();
            answer.await();
        };
    }

    private void firewallFails(Reason reason) {
        firewall.fate = plan -> {
            asked.countDown();
            if (answer.getCount() > 0) {
                throw new RouteException(reason, "no");
            }
        };
    }

    @AfterEach
    void close() {
        answer.countDown();
        if (applier != null) {
            applier.close();
        }
    }

    private void awaitDone(String word) {
        Await.until(word + " in " + done, () -> done.contains(word));
    }

    @Test
    void anUplinkThatComesUpBeforeItsRulesAreWrittenIsNotUsedUntilTheyAre() throws Exception {
        firewallHangs();
        Applier made = applier(Plans.of("ab", "ab"), new Patience(LONG, LONG));
        made.apply(Plans.of("cab", "ab"));
        asked.await();

        made.apply(Plans.of("cab", "cab"));
        awaitDone("routes cab:ab");
        answer.countDown();
        awaitDone("routes cab:cab");

        assertThat(done).containsSubsequence("routes cab:ab", "firewall cab:ab", "routes cab:cab");
    }

    @Test
    void anUplinkThatFailsIsLeftWhileTheFirewallHangs() throws Exception {
        firewallHangs();
        Applier made = applier(Plans.of("ab", "ab"), new Patience(LONG, LONG));
        made.apply(Plans.of("cab", "cab"));
        asked.await();

        made.apply(Plans.of("cab", "cb"));

        awaitDone("routes cab:b");
        assertThat(routes.applied).containsExactly("cab:b");
    }

    @Test
    void whatNeedsNoNewRulesIsDoneAfterAWhileThoughTheFirewallHangs() {
        firewallHangs();
        applier(Plans.of("ab", "ab"), new Patience(SHORT, LONG)).apply(Plans.of("bc", "bc"));

        awaitDone("routes bca:b");
        answer.countDown();
        awaitDone("firewall bc:bc");

        assertThat(done).containsExactly("routes bca:b", "firewall bca:bc", "routes bc:bc", "firewall bc:bc");
    }

    @ParameterizedTest
    @EnumSource(
            value = Reason.class,
            names = {"FAILED", "UNSUPPORTED", "PERMISSION"})
    void anUplinkWaitsWhileTheFirewallFailsAndTheReasonIsToldUntilItDoes(Reason reason) {
        firewallFails(reason);
        applier(Plans.of("ab", "ab"), new Patience(LONG, SHORT)).apply(Plans.of("abc", "abc"));

        awaitDone("routes abc:ab");
        Await.until("it is told", () -> !outcomesOfRoutes().isEmpty());
        answer.countDown(); // it is tried again
        awaitDone("routes abc:abc");
        Await.until("all is well", () -> outcomesOfRoutes().size() >= 2);

        var waiting = new ApplyOutcome.Problem(
                Reason.PARTIAL, "no new connections yet through [c]: waiting for the rules of [firewall]");
        assertThat(outcomesOfRoutes().get(0).problem()).contains(waiting);
        assertThat(outcomesOfRoutes().get(1).problem()).isEmpty();
        assertThat(done).containsSubsequence("routes abc:ab", "firewall abc:abc", "routes abc:abc");
    }

    private List<ApplyOutcome> outcomesOfRoutes() {
        return outcomes.stream().filter(o -> o.backend().equals("routes")).toList();
    }

    @Test
    void whereNothingElseIsUpItStaysAsItIsForAWhileAndThenGoesOnWithoutRules() {
        firewallHangs();
        applier(Plans.of("ab", "a"), new Patience(SHORT, Duration.ofMillis(400)))
                .apply(Plans.of("abc", "c"));

        awaitDone("routes abc:c");

        assertThat(done).containsExactly("routes abc:a", "routes abc:c");
    }

    @ParameterizedTest
    @EnumSource(
            value = Reason.class,
            names = {"FAILED", "UNSUPPORTED", "PERMISSION"})
    void atTheStartOnlyAFirewallThatCannotBeMendedByWaitingIsNotWaitedFor(Reason reason) {
        firewallFails(reason);
        applier(null, new Patience(LONG, LONG)).apply(Plans.of("ab", "ab"));

        if (reason == Reason.FAILED) {
            Await.until("it is tried again", () -> firewall.applied.size() >= 2);
            assertThat(done).isEmpty();
            answer.countDown();
        }
        awaitDone("routes ab:ab");
    }

    @Test
    void aFirewallThatHangsAtTheStartDelaysTheRoutesForAWhileOnly() {
        firewallHangs();

        applier(null, new Patience(SHORT, Duration.ofMillis(400))).apply(Plans.of("ab", ""));

        awaitDone("routes ab:");
    }

    @Test
    void aReloadKeepsAnUplinkWaiting() throws Exception {
        firewallHangs();
        Applier before = applier(Plans.of("ab", "ab"), new Patience(SHORT, LONG));
        before.apply(Plans.of("abc", "abc"));
        awaitDone("routes abc:ab");
        var second = new CountDownLatch(1);
        var other = new FakeBackend("wall", done);
        other.fate = plan -> second.await();
        var way = new FakeBackend("way", done);
        var backends = new LinkedHashMap<String, RouteBackend>(Map.of("way", way));
        backends.put("wall", other);

        applier = new Applier(backends, Ticker.SYSTEM, outcome -> {}, before, plan -> plan, new Patience(SHORT, LONG));
        before.retire();
        applier.apply(Plans.of("abc", "abc"));
        awaitDone("way abc:ab");
        second.countDown();
        awaitDone("way abc:abc");

        assertThat(done).containsSubsequence("way abc:ab", "wall abc:abc", "way abc:abc");
    }

    @Test
    void marksMeanWhatTheyMeantUntilTheFirewallGivesOthers() throws Exception {
        firewallHangs();
        List<Uplink> numbered = Plans.of("ab", "ab").uplinks();
        List<Uplink> swapped =
                List.of(numberedAs(numbered.get(0), numbered.get(1)), numberedAs(numbered.get(1), numbered.get(0)));
        Applier made = applier(Plans.of("ab", "ab"), new Patience(LONG, LONG));
        made.apply(plan(swapped, swapped));
        asked.await();

        made.apply(plan(swapped, swapped.subList(1, 2)));
        awaitDone("routes ab:b");
        assertThat(routed).allSatisfy(plan -> {
            assertThat(plan.uplinks()).isEqualTo(numbered);
            assertThat(plan.hops())
                    .allSatisfy(hop ->
                            assertThat(plan.uplinks()).contains(hop.path().uplink()));
        });
        answer.countDown();

        Await.until("the new numbers", () -> routed.size() >= 2);
        assertThat(routed.get(1)).isEqualTo(plan(swapped, swapped.subList(1, 2)));
    }

    private static RoutePlan plan(List<Uplink> uplinks, List<Uplink> members) {
        RoutePlan any = Plans.of("ab", "ab");
        var hops = members.stream()
                .map(u -> new NextHop(Given.path(u, Family.IPV4), 1))
                .toList();
        return new RoutePlan(any.layout(), any.downlinks(), uplinks, Given.paths(uplinks), hops);
    }

    private static Uplink numberedAs(Uplink uplink, Uplink other) {
        return new Uplink(
                uplink.name(),
                uplink.device(),
                uplink.description(),
                uplink.families(),
                uplink.addresses(),
                uplink.gateways(),
                uplink.weight(),
                uplink.priority(),
                other.table(),
                other.mark(),
                other.probeMark());
    }

    @Test
    void pinsAreThoseWhoseMarksThereAreAndUseNoUplinkThatWaits() throws Exception {
        firewallHangs();
        RoutePlan before = Plans.of("ab", "ab");
        RoutePlan after = Plans.of("abc", "abc");
        List<NextHop> left = Plans.of("abc", "bc").hops();
        Applier made = applier(before.with(List.of(pin("kept", 326, before.hops()))), new Patience(LONG, LONG));
        made.apply(after.with(List.of(pin("new", 325, after.hops()), pin("kept", 326, after.hops()))));
        asked.await();

        made.apply(after.with(List.of(pin("new", 325, left), pin("kept", 326, left))));
        Await.until("the failover", () -> !routed.isEmpty());

        assertThat(routed.get(0).pins()).containsExactly(pin("kept", 326, left.subList(0, 1)));
    }

    private static PinRoute pin(String name, int table, List<NextHop> hops) {
        return new PinRoute(
                new Pin(
                        name,
                        PinMatch.EVERYTHING,
                        List.of(new Pin.Via("a", 1)),
                        true,
                        true,
                        table,
                        table << 8 & 0xff00),
                hops);
    }
}
