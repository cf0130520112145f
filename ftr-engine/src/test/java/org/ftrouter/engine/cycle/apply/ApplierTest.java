// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ftrouter.api.Ticker;
import org.ftrouter.api.route.Pin;
import org.ftrouter.api.route.PinMatch;
import org.ftrouter.api.route.PinRoute;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.engine.cycle.Await;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class ApplierTest {
    private final List<String> done = new CopyOnWriteArrayList<>();
    private final FakeBackend routes = new FakeBackend("routes", done);
    private final FakeBackend firewall = new FakeBackend("firewall", done);
    private final CountDownLatch forEver = new CountDownLatch(1);
    private @Nullable Applier applier;

    private Applier applier(@Nullable RoutePlan before) {
        Map<String, RouteBackend> backends = new LinkedHashMap<>();
        backends.put("routes", routes);
        backends.put("firewall", firewall);
        applier = new Applier(backends, Ticker.SYSTEM, outcome -> {}, before == null ? null : retired(before));
        return applier;
    }

    /** The applier of a configuration that has gone, with its last plan. */
    private static Applier retired(RoutePlan plan) {
        var old = new Applier(Map.of(), Ticker.SYSTEM, outcome -> {}, null);
        old.apply(plan);
        old.retire();
        return old;
    }

    @AfterEach
    void close() {
        forEver.countDown();
        if (applier != null) {
            applier.close();
        }
    }

    private void awaitDone(String... words) {
        for (String word : words) {
            Await.until(word + " in " + done, () -> done.contains(word));
        }
    }

    @Test
    void atTheStartTheFirewallComesBeforeTheRoutes() {
        applier(null).apply(Plans.of("ab", "ab"));

        Await.until("all steps", () -> done.size() >= 3);

        assertThat(done).startsWith("firewall ab:ab", "routes ab:ab", "firewall ab:ab");
    }

    @Test
    void aPathStandsOnceTheFirstBackendHasMadeItsRoutes() {
        RoutePlan plan = Plans.of("ab", "ab");
        var path = plan.paths().get(0);
        Applier made = applier(null);
        assertThat(made.stands(path)).isFalse();

        made.apply(plan);
        Await.until("the routes of a", () -> made.stands(path));

        assertThat(done).contains("routes ab:ab");
    }

    @Test
    void aPlanIsWrittenOnceEachBackendHasWrittenItWhole() {
        RoutePlan plan = Plans.of("ab", "ab");
        RoutePlan other = Plans.of("ab", "a");
        var refusal = new ApplyOutcome.Problem(RouteException.Reason.CONFLICT, "no");
        ApplyOutcome ofRoutes = outcome("routes", plan);
        Applier made = applier(null);

        assertThat(made.written(plan, Map.of())).as("nothing is yet").isFalse();
        assertThat(made.written(plan, Map.of("routes", ofRoutes)))
                .as("the firewall is yet to write")
                .isFalse();
        assertThat(made.written(plan, Map.of("routes", ofRoutes, "firewall", outcome("firewall", other))))
                .as("the firewall has an older one")
                .isFalse();
        var refused = new ApplyOutcome("firewall", plan, Optional.of(refusal), Duration.ZERO);
        assertThat(made.written(plan, Map.of("routes", ofRoutes, "firewall", refused)))
                .as("the firewall was refused")
                .isFalse();
        assertThat(made.written(plan, Map.of("routes", ofRoutes, "firewall", outcome("firewall", plan))))
                .isTrue();
        assertThat(new Applier(Map.of(), Ticker.SYSTEM, outcome -> {}, null).written(plan, Map.of()))
                .as("there is nobody to write")
                .isFalse();
    }

    private static ApplyOutcome outcome(String backend, RoutePlan plan) {
        return new ApplyOutcome(backend, plan, Optional.empty(), Duration.ZERO);
    }

    @Test
    void withoutTheRightToWriteNoPathStands() {
        routes.fate = plan -> {
            throw new RouteException(RouteException.Reason.PERMISSION, "no");
        };
        RoutePlan plan = Plans.of("ab", "ab");
        Applier made = applier(null);

        made.apply(plan);
        Await.until("the firewall was told after the routes", () -> firewall.applied.size() >= 2);
        assertThat(routes.applied).isNotEmpty();

        assertThat(made.stands(plan.paths().get(0))).isFalse();
    }

    @Test
    void whatStoodBeforeAReloadStandsAndWithoutBackendsAllDo() {
        RoutePlan plan = Plans.of("ab", "ab");
        Applier before = applier(null);
        before.apply(plan);
        Await.until("the routes of a", () -> before.stands(plan.paths().get(0)));
        before.close();

        var after = new Applier(Map.of("routes", routes), Ticker.SYSTEM, outcome -> {}, before);
        var none = new Applier(Map.of(), Ticker.SYSTEM, outcome -> {}, null);

        assertThat(plan.paths()).allMatch(after::stands).allMatch(none::stands);
        after.close();
    }

    @Test
    void aNewPinHasItsRouteBeforeAnyPacketBearsItsMark() {
        var pin = new Pin("p", PinMatch.EVERYTHING, List.of(new Pin.Via("a", 1)), false, true, 326, 0x7e00);
        RoutePlan without = Plans.of("ab", "ab");
        RoutePlan with = without.with(List.of(new PinRoute(pin, List.of())));
        routes.fate = plan -> done.add("routes " + plan.pins().size());
        firewall.fate = plan -> done.add("firewall " + plan.pins().size());

        applier(without).apply(with);
        Await.until("both steps", () -> done.contains("firewall 1"));

        assertThat(done.indexOf("routes 1")).isNotNegative().isLessThan(done.indexOf("firewall 1"));
    }

    @Test
    void anUplinkThatLeavesKeepsItsNatUntilNoRouteLeadsToIt() {
        applier(Plans.of("ab", "ab")).apply(Plans.of("bc", "bc"));

        Await.until("all steps", () -> done.size() >= 3);

        assertThat(done).startsWith("firewall bca:bc", "routes bc:bc", "firewall bc:bc");
    }

    @Test
    void aFailoverWhileUplinksChangeTakesNoNatAway() throws Exception {
        var begun = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        routes.fate = plan -> {
            begun.countDown();
            goOn.await();
        };
        Applier made = applier(Plans.of("ab", "ab"));
        made.apply(Plans.of("bc", "bc"));
        begun.await();

        made.apply(Plans.of("bc", "c"));
        awaitDone("firewall bca:c");
        assertThat(done).doesNotContain("firewall bc:c");
        goOn.countDown();

        awaitDone("routes bc:c", "firewall bc:c");
    }

    @Test
    void aReloadWhileUplinksChangeTakesNoNatAway() throws Exception {
        var begun = new CountDownLatch(1);
        routes.fate = plan -> {
            begun.countDown();
            forEver.await();
        };
        Applier before = applier(Plans.of("ab", "ab"));
        before.apply(Plans.of("bc", "bc"));
        begun.await();
        var backends = new LinkedHashMap<String, RouteBackend>();
        backends.put("routes", new FakeBackend("routes", done));
        backends.put("firewall", new FakeBackend("firewall", done));

        applier = new Applier(backends, Ticker.SYSTEM, outcome -> {}, before);
        before.retire();
        applier.apply(Plans.of("bc", "bc"));
        awaitDone("firewall bc:bc");

        assertThat(done).startsWith("firewall bca:bc", "firewall bca:bc", "routes bc:bc", "firewall bc:bc");
    }

    @Test
    void theEndOfAChangeThatAnotherHasOvertakenTakesNoNatAway() throws Exception {
        var begun = new Semaphore(0);
        var goOn = new Semaphore(0);
        routes.fate = plan -> {
            begun.release();
            goOn.acquire();
        };
        Applier made = applier(Plans.of("ab", "ab"));
        made.apply(Plans.of("bc", "bc"));
        begun.acquire();
        made.apply(Plans.of("cd", "cd"));
        awaitDone("firewall cdba:cd");

        goOn.release();
        begun.acquire(); // the routes of the second are being made, those of the first are still there
        made.apply(Plans.of("cd", "c"));
        Await.until("the failover", () -> firewall.applied.stream().anyMatch(p -> p.endsWith(":c")));

        assertThat(firewall.applied).contains("cdba:c").doesNotContain("cd:cd", "cd:c");
        goOn.release(9);
        awaitDone("routes cd:c", "firewall cd:c");
    }

    @Test
    void aFailoverGoesToAllAtOnce() {
        Applier made = applier(Plans.of("ab", "ab"));

        made.apply(Plans.of("ab", "b"));

        awaitDone("routes ab:b", "firewall ab:b");
    }

    @Test
    void newBackendsAreGivenAPlanEvenIfItIsTheOldOne() {
        applier(Plans.of("ab", "ab")).apply(Plans.of("ab", "ab"));

        awaitDone("routes ab:ab", "firewall ab:ab");
    }

    @Test
    void thePlanOfBeforeIsNotAppliedAgain() {
        Applier made = applier(Plans.of("ab", "ab"));
        made.apply(Plans.of("ab", "b"));
        awaitDone("routes ab:b", "firewall ab:b");

        made.apply(Plans.of("ab", "b"));
        made.apply(Plans.of("ab", "a"));
        awaitDone("routes ab:a", "firewall ab:a");

        assertThat(routes.applied).containsExactly("ab:b", "ab:a");
    }

    @Test
    void aFirewallThatHangsDoesNotStopARouteFromChanging() {
        firewall.fate = plan -> forEver.await();
        Applier made = applier(Plans.of("ab", "ab"));

        made.apply(Plans.of("ab", "b"));
        awaitDone("routes ab:b");
        made.apply(Plans.of("ab", "a"));

        awaitDone("routes ab:a");
    }

    @Test
    void closingLeavesTheKernelAsItIs() throws Exception {
        Applier made = applier(Plans.of("ab", "ab"));
        made.apply(Plans.of("ab", "b"));
        awaitDone("routes ab:b", "firewall ab:b");

        made.close();

        routes.closed.await();
        firewall.closed.await();
        assertThat(done).hasSize(2);
    }

    @ParameterizedTest(name = "{0} configurations in between that never came to apply anything")
    @ValueSource(ints = {0, 1, 2})
    void newBackendsBeginWhenTheOldOnesHaveEnded(int between) throws Exception {
        var begun = new CountDownLatch(1);
        var old = new FakeBackend("old", done);
        old.fate = plan -> {
            begun.countDown();
            try {
                forEver.await();
            } catch (InterruptedException e) {
                goOnABit();
            }
        };
        var before = new Applier(Map.of("routes", old), Ticker.SYSTEM, outcome -> {}, null);
        before.apply(Plans.of("ab", "ab"));
        begun.await();

        Applier last = before;
        for (int i = 0; i < between; i++) {
            var skipped =
                    new Applier(Map.of("routes", new FakeBackend("no", done)), Ticker.SYSTEM, outcome -> {}, last);
            last.retire();
            last = skipped;
        }
        applier = new Applier(Map.of("routes", routes), Ticker.SYSTEM, outcome -> {}, last);
        last.retire();
        applier.apply(Plans.of("ab", "b"));

        awaitDone("routes ab:b");
        assertThat(done).containsExactly("old ab:ab", "routes ab:b");
    }

    /** A backend that must finish what it began, whatever interrupts it. */
    private static void goOnABit() {
        long end = System.nanoTime() + Duration.ofMillis(300).toNanos();
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    @Test
    void retiringWaitsForNobody() throws Exception {
        var begun = new CountDownLatch(1);
        routes.fate = plan -> {
            begun.countDown();
            while (forEver.getCount() > 0) { // not even an interrupt ends it
                Thread.onSpinWait();
            }
        };
        Applier made = applier(Plans.of("ab", "ab"));
        made.apply(Plans.of("ab", "b"));
        begun.await();
        long from = System.nanoTime();

        made.retire();

        assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(1));
        forEver.countDown();
    }

    /** Whichever is first: the last step of that, or the failover. */
    @Test
    void aFailoverAtTheEndOfAChangeOfUplinksLeavesNothingOfThoseThatAreGone() {
        for (int i = 0; i < 600; i++) {
            var begun = new AtomicBoolean();
            var way = new FakeBackend();
            var wall = new FakeBackend();
            way.fate = plan -> begun.set(true);
            var backends = new LinkedHashMap<String, RouteBackend>(Map.of("routes", way));
            backends.put("firewall", wall);
            try (var made = new Applier(backends, Ticker.SYSTEM, outcome -> {}, retired(Plans.of("abc", "abc")))) {
                made.apply(Plans.of("ab", "ab"));
                while (!begun.get() || spin(10 * (i % 300))) {
                    Thread.onSpinWait();
                }
                made.apply(Plans.of("ab", "a"));
                Await.until(
                        "the last plan",
                        () -> wall.applied.get(wall.applied.size() - 1).equals("ab:a"));
            }
        }
    }

    private static boolean spin(int times) {
        for (int i = 0; i < times; i++) {
            Thread.onSpinWait();
        }
        return false;
    }
}
