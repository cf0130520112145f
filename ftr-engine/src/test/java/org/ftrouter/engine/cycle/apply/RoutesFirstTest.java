// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.ftrouter.api.Ticker;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.engine.cycle.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A failover: the same uplinks, other hops. */
@Timeout(120)
class RoutesFirstTest {
    private final List<String> done = new CopyOnWriteArrayList<>();
    private final FakeBackend routes = new FakeBackend("routes", done);
    private final FakeBackend firewall = new FakeBackend("firewall", done);
    private final CountDownLatch held = new CountDownLatch(1);
    private final Map<String, RouteBackend> backends = new LinkedHashMap<>();
    private Applier applier = new Applier(Map.of(), Ticker.SYSTEM, outcome -> {}, null);

    @BeforeEach
    void start() {
        backends.put("routes", routes);
        backends.put("firewall", firewall);
        applier = new Applier(backends, Ticker.SYSTEM, outcome -> {}, null);
        applier.apply(Plans.of("ab", "ab"));
        Await.until("all steps", () -> done.size() >= 3);
    }

    @AfterEach
    void close() {
        held.countDown();
        applier.close();
    }

    @Test
    void theFirewallIsNotAskedBeforeTheRoutesAreChanged() throws Exception {
        routes.fate = plan -> held.await();

        applier.apply(Plans.of("ab", "a"));
        Await.until("the routes begin", () -> routes.applied.contains("ab:a"));
        Thread.sleep(100); // long enough for a firewall that does not wait

        assertThat(firewall.applied).doesNotContain("ab:a");
        held.countDown();
        Await.until("both in " + done, () -> done.contains("firewall ab:a"));
        assertThat(done.indexOf("routes ab:a")).isLessThan(done.indexOf("firewall ab:a"));
    }

    @Test
    void routesThatAreRefusedKeepNothingFromTheFirewall() {
        routes.fate = plan -> {
            throw new RouteException(RouteException.Reason.FAILED, "no");
        };

        applier.apply(Plans.of("ab", "a"));

        Await.until("the firewall in " + done, () -> done.contains("firewall ab:a"));
    }
}
