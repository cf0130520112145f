// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.ftrouter.api.Family;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.api.testkit.TestContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What apply and remove do to the rules of a kernel that holds other programs' rules too. */
@Timeout(60)
class ManagedRulesIT {
    private final RoutePlan plan = Plans.plan(Plans.LAN, Plans.fibre(), Plans.cable());

    @TempDir
    private Path state;

    private Netns ns;

    @BeforeEach
    void open() throws Exception {
        ns = new Netns();
    }

    @AfterEach
    void close() {
        ns.close();
    }

    @ParameterizedTest
    @MethodSource("org.ftrouter.route.Firewall#all")
    void removeLeavesEverythingAsItWasBefore(Firewall firewall) throws Exception {
        firewall.foreign(ns);
        String before = firewall.saved(ns);
        firewall.apply(ns, plan);
        assertThat(firewall.saved(ns)).contains(firewall.ours());
        assertThat(firewall.saved(ns).lines()).containsAll(before.lines().toList());
        firewall.entangle(ns);

        remove(firewall);

        assertThat(firewall.saved(ns)).isEqualTo(before);
        remove(firewall);
        assertThat(firewall.saved(ns)).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("org.ftrouter.route.Firewall#all")
    void applyTwiceWritesNothingTheSecondTime(Firewall firewall) throws Exception {
        var log = new Lines();

        firewall.apply(ns, plan, log);
        int written = log.texts().size();
        assertThat(written).isPositive();
        ns.call(() -> {
            RouteBackend backend = firewall.backend(firewall.settings(true, false), log);
            backend.apply(plan);
            backend.apply(plan);
            return true;
        });

        assertThat(log.texts()).as("also not after a restart").hasSize(written);
    }

    @ParameterizedTest
    @MethodSource("org.ftrouter.route.Firewall#all")
    void marksComeFirstAndTranslationLast(Firewall firewall) throws Exception {
        firewall.foreign(ns);

        firewall.apply(ns, plan);

        for (List<String> pair : firewall.order()) {
            assertThat(firewall.saved(ns)).containsSubsequence(pair);
        }
    }

    @ParameterizedTest
    @MethodSource("org.ftrouter.route.Firewall#all")
    void whatOthersDamageIsRepaired(Firewall firewall) throws Exception {
        firewall.apply(ns, plan);
        String right = firewall.saved(ns);

        for (String damage : firewall.damages()) {
            firewall.damage(ns, damage);
            assertThat(firewall.saved(ns)).as(damage).isNotEqualTo(right);

            firewall.apply(ns, plan);
            assertThat(firewall.saved(ns)).as(damage).isEqualTo(right);
        }
    }

    @ParameterizedTest
    @MethodSource("org.ftrouter.route.Firewall#all")
    void anotherPlanReplacesTheRulesOfTheOld(Firewall firewall) throws Exception {
        firewall.apply(ns, Plans.plan(Plans.LAN, Plans.dual(), Plans.lte()));
        assertThat(firewall.saved(ns, Family.IPV6)).contains("2001:db8::2");

        firewall.apply(ns, plan);

        assertThat(firewall.saved(ns)).contains("eth1", "eth2").doesNotContain("eth4", "ppp0");
        assertThat(firewall.saved(ns, Family.IPV6)).doesNotContain("2001:db8::2");
    }

    @ParameterizedTest
    @MethodSource("org.ftrouter.route.Firewall#all")
    void sixtyUplinksOfBothFamiliesAreInstalled(Firewall firewall) throws Exception {
        RoutePlan many = Plans.many(60);
        var six = Plans.uplink(61, "six", "eth6", Set.of(Family.IPV6));
        var uplinks = new ArrayList<>(many.uplinks());
        uplinks.add(six);
        firewall.apply(ns, new RoutePlan(Plans.LAYOUT, Plans.LAN_AND_DMZ, uplinks, List.of(), List.of()));

        assertThat(firewall.saved(ns).lines())
                .filteredOn(line -> line.matches(".*(-[io] |[io]ifname \")wan.*"))
                .hasSize(180);
    }

    @ParameterizedTest
    @MethodSource("org.ftrouter.route.Firewall#all")
    void withoutManageNothingIsWritten(Firewall firewall) throws Exception {
        firewall.foreign(ns);
        String before = firewall.saved(ns);

        ns.call(() -> {
            firewall.backend(firewall.settings(false, false), new Lines()).apply(plan);
            return true;
        });

        assertThat(firewall.saved(ns)).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("org.ftrouter.route.Firewall#all")
    void whatWasWrittenIsKnownAsLeftButNotWhatSomebodyLoadedByHand(Firewall firewall) throws Exception {
        firewall.apply(ns, plan);
        assertThat(leftover(firewall)).isPresent();

        remove(firewall);
        assertThat(leftover(firewall)).isEmpty();

        firewall.apply(ns, plan);
        ns.call(() -> {
            firewall.backend(firewall.settings(false, false), new Lines()).apply(plan); // theirs from now on
            return true;
        });
        assertThat(firewall.saved(ns)).contains(firewall.ours());
        assertThat(leftover(firewall)).isEmpty();
        remove(firewall);
    }

    @ParameterizedTest
    @CsvSource({"legacy, nft", "nft, legacy"})
    void theRulesOfTheFormerVariantGoOnceThoseOfTheNewOneStand(String before, String after) throws Exception {
        var context = new TestContext(state);
        var former = new IptablesFirewall(before);
        var present = new IptablesFirewall(after);
        ns.call(() -> {
            former.backend(former.settings(true, false), context).apply(plan);
            return true;
        });
        assertThat(former.saved(ns)).contains(former.ours());

        ns.call(() -> {
            present.backend(present.settings(true, false), context).apply(plan);
            return true;
        });

        assertThat(present.saved(ns)).contains(present.ours());
        assertThat(former.saved(ns)).doesNotContain("FTR_");
        assertThat(ns.call(() ->
                        present.backend(present.settings(true, false), context).leftover()))
                .contains("chains FTR_* of iptables-" + after);
        ns.call(() -> {
            former.backend(former.settings(true, false), context).remove(); // whatever the settings are now
            return true;
        });
        assertThat(present.saved(ns)).doesNotContain("FTR_");
    }

    private Optional<String> leftover(Firewall firewall) throws Exception {
        return ns.call(() ->
                firewall.backend(firewall.settings(false, false), new Lines()).leftover());
    }

    @ParameterizedTest
    @MethodSource("org.ftrouter.route.Firewall#all")
    void whatOthersDamageIsNoticed(Firewall firewall) throws Exception {
        var noticed = new Semaphore(0);
        RouteBackend backend = firewall.backend(firewall.settings(true, false), new Lines());
        ns.call(() -> {
            backend.watch(noticed::release); // its thread is born in the namespace
            backend.apply(plan);
            return true;
        });
        String right = firewall.saved(ns);

        for (String damage : firewall.damages()) {
            firewall.damage(ns, damage);
            assertThat(noticed.tryAcquire(20, TimeUnit.SECONDS)).as(damage).isTrue();
            ns.call(() -> {
                backend.apply(plan);
                return true;
            });
            assertThat(firewall.saved(ns)).as(damage).isEqualTo(right);
            assertThat(backend.repaired())
                    .as(damage)
                    .hasValueSatisfying(
                            repair -> assertThat(repair.by().orElse("")).matches(firewall.culprit()));
        }
        backend.close();
    }

    @Test
    void whatWeOurselvesWriteAfterTheDamageIsNotTakenForIt() throws Exception {
        var firewall = new IptablesFirewall("nft");
        var noticed = new Semaphore(0);
        var foreign = new Semaphore(0);
        var others = new TimedCommands(Duration.ofSeconds(20), "nftables");
        RouteBackend backend = firewall.backend(
                firewall.settings(true, false), new TestContext(state), commands -> (command, stdin) -> {
                    if (stdin.contains("*nat") && foreign.tryAcquire()) {
                        others.run(List.of("nft", "flush", "chain", "ip", "mangle", "FTR_POST"), "");
                    }
                    return commands.run(command, stdin);
                });
        ns.call(() -> {
            backend.watch(noticed::release);
            backend.apply(Plans.plan(Plans.LAN, Plans.fibre()));
            foreign.release();
            backend.apply(plan);
            return true;
        });

        assertThat(noticed.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
        ns.call(() -> {
            backend.apply(plan);
            return true;
        });

        assertThat(foreign.availablePermits()).isZero();
        assertThat(backend.repaired())
                .hasValueSatisfying(repair -> assertThat(repair.by().orElse("")).matches("nft \\(process [0-9]+\\)"));
        backend.close();
    }

    private void remove(Firewall firewall) throws Exception {
        ns.call(() -> {
            firewall.backend(firewall.settings(false, false), new Lines()).remove();
            return true;
        });
    }
}
