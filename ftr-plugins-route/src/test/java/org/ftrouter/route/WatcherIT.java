// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.ftrouter.api.route.Repair;
import org.ftrouter.api.route.RoutePlan;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When rules are looked at, with what the kernel of this machine tells. */
@Timeout(60)
class WatcherIT {
    private static final Duration LONG = Duration.ofHours(1);

    private final RoutePlan plan = Plans.plan(Plans.LAN, Plans.fibre(), Plans.cable());
    private final AtomicInteger installed = new AtomicInteger();
    private final AtomicInteger looked = new AtomicInteger();
    private final CountDownLatch damaged = new CountDownLatch(1);
    private volatile boolean standing = true;
    private volatile boolean own;
    private Netns ns;

    @BeforeEach
    void open() throws Exception {
        ns = new Netns();
        load("add table inet ftr\nadd table ip mangle");
    }

    @AfterEach
    void close() {
        ns.close();
    }

    private void load(String text) throws Exception {
        ns.load(List.of("nft", "-f", "-"), text + "\n");
    }

    /** Rules that are counted, and that stand or not as this test says. */
    private final class Rules implements Watcher.Rules {
        private final Set<String> tables;

        Rules(Set<String> tables) {
            this.tables = tables;
        }

        @Override
        public List<String> install(RoutePlan plan) {
            installed.incrementAndGet();
            return List.of("rules");
        }

        @Override
        public boolean stands(RoutePlan plan) {
            looked.incrementAndGet();
            return standing;
        }

        @Override
        public Set<String> tables() {
            return tables;
        }
    }

    /** Waits until the rules have been looked at so often; a hanging one ends with the test's limit. */
    private void awaitLooks(int count) throws InterruptedException {
        while (looked.get() < count) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    /** Has looked once, after it began to listen. */
    private Watcher listening() throws Exception {
        var watcher = new Watcher("test", new Rules(Set.of("ftr", "mangle")), LONG, new Lines(), process -> own);
        watcher.apply(plan);
        ns.call(() -> {
            watcher.start(damaged::countDown);
            return true;
        });
        awaitLooks(1);
        return watcher;
    }

    @Test
    void asLongAsTheKernelTellsNothingNobodyLooks() throws Exception {
        Watcher watcher = listening();

        load("add table ip filter\nadd chain ip filter mangle");
        load("add table ip mangle6");
        watcher.apply(plan);
        load("add chain ip mangle seen"); // what came before it was told before it
        awaitLooks(2);

        assertThat(looked).hasValue(2);
        assertThat(installed).hasValue(1);
        watcher.stop();
    }

    @Test
    void damageIsSeenAtOnceAndRepairedByTheNextApply() throws Exception {
        Watcher watcher = listening();
        assertThat(watcher.repaired()).isEmpty();
        standing = false;

        load("delete table inet ftr");

        assertThat(damaged.await(20, TimeUnit.SECONDS)).isTrue();
        watcher.apply(plan);
        assertThat(installed).hasValue(2);
        assertThat(watcher.repaired()).isPresent();
        standing = true;
        watcher.apply(plan);
        assertThat(watcher.repaired()).isEmpty();
        watcher.stop();
    }

    @Test
    void whoeverDidTheDamageIsNamedWithItsRepairAndWhoeverDidNoneIsNot() throws Exception {
        Watcher watcher = listening();
        load("add chain ip mangle theirs");
        awaitLooks(2);
        standing = false;

        Process nft = ns.call(() -> new ProcessBuilder("nft", "delete", "table", "inet", "ftr").start());

        assertThat(nft.waitFor()).isZero();
        assertThat(damaged.await(20, TimeUnit.SECONDS)).isTrue();
        standing = true;
        watcher.apply(plan);
        assertThat(watcher.repaired()).contains(new Repair("rules", Optional.of("nft (process " + nft.pid() + ")")));
        watcher.stop();
    }

    @Test
    void noneOfOursIsNamed() throws Exception {
        own = true;
        Watcher watcher = listening();
        standing = false;

        load("delete table inet ftr");

        assertThat(damaged.await(20, TimeUnit.SECONDS)).isTrue();
        watcher.apply(plan);
        assertThat(watcher.repaired()).contains(new Repair("rules", Optional.empty()));
        watcher.stop();
    }

    @Test
    void anotherPlanIsInstalledWhateverWasTold() throws Exception {
        Watcher watcher = listening();

        watcher.apply(Plans.plan(Plans.LAN, Plans.fibre()));

        assertThat(installed).hasValue(2);
        assertThat(watcher.repaired()).isEmpty();
        watcher.stop();
    }

    @Test
    void ofTheOldIptablesNothingIsToldSoTheyAreLookedAt() throws Exception {
        var watcher = new Watcher("test", new Rules(Set.of()), Duration.ofMillis(50), new Lines(), process -> false);
        watcher.apply(plan);
        watcher.apply(plan);
        assertThat(installed).hasValue(2);
        watcher.start(damaged::countDown);
        awaitLooks(2);

        standing = false;

        assertThat(damaged.await(20, TimeUnit.SECONDS)).isTrue();
        watcher.stop();
    }
}
