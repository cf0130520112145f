// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.ftrouter.api.Family;
import org.ftrouter.api.route.PinMatch;
import org.ftrouter.api.route.Prefix;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What apply and remove do to the rules of a kernel that holds other programs' rules too. */
@Timeout(60)
class ManagedRulesIT {
    private static final String FOREIGN = """
            *mangle
            :PREROUTING ACCEPT [0:0]
            :POSTROUTING ACCEPT [0:0]
            :THEIRS - [0:0]
            -A PREROUTING -i eth0 -m comment --comment "two words" -j MARK --set-xmark 0x1/0x1
            -A PREROUTING -j THEIRS
            -A POSTROUTING -o eth7 -j THEIRS
            COMMIT
            *nat
            :POSTROUTING ACCEPT [0:0]
            -A POSTROUTING -s 10.8.0.0/24 -j RETURN
            COMMIT
            *filter
            :FORWARD DROP [0:0]
            COMMIT
            """;
    private final RoutePlan plan = Plans.plan(Plans.LAN, Plans.fibre(), Plans.cable());
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
    @EnumSource(names = {"LEGACY", "NFT"})
    void removeLeavesEverythingAsItWasBefore(Variant variant) throws Exception {
        ns.load(List.of(variant.program(Family.IPV4, "restore")), FOREIGN);
        String before = saved(variant);
        apply(variant, plan);
        assertThat(saved(variant)).contains("-j FTR_PRE", "-j FTR_POST", "-j FTR_NAT");
        assertThat(saved(variant).lines()).containsAll(before.lines().toList());
        change(variant, "*mangle\n-A THEIRS -i eth9 -j FTR_PRE\nCOMMIT\n");

        remove(variant);

        assertThat(saved(variant)).isEqualTo(before);
        remove(variant);
        assertThat(saved(variant)).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(names = {"LEGACY", "NFT"})
    void applyTwiceWritesNothingTheSecondTime(Variant variant) throws Exception {
        var log = new Lines();
        var rules = new ManagedRules(tools(variant), log);

        ns.call(() -> install(rules));
        assertThat(log.texts()).hasSize(2);
        ns.call(() -> install(rules));
        ns.call(() -> install(new ManagedRules(tools(variant), log)));

        assertThat(log.texts()).as("also not after a restart").hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"LEGACY", "NFT"})
    void marksComeFirstAndTranslationLast(Variant variant) throws Exception {
        ns.load(List.of(variant.program(Family.IPV4, "restore")), FOREIGN);

        apply(variant, plan);

        assertThat(saved(variant))
                .containsSubsequence("-A PREROUTING -j FTR_PRE\n", "-A PREROUTING -i eth0")
                .containsSubsequence("-A POSTROUTING -s 10.8.0.0/24 -j RETURN\n", "-A POSTROUTING -j FTR_NAT\n");
    }

    @ParameterizedTest
    @EnumSource(names = {"LEGACY", "NFT"})
    void whatOthersDamageIsRepaired(Variant variant) throws Exception {
        apply(variant, plan);
        String right = saved(variant);

        for (String damage : List.of(
                "*mangle\n-D PREROUTING -j FTR_PRE\nCOMMIT\n",
                "*mangle\n-F FTR_POST\nCOMMIT\n",
                "*mangle\n-A POSTROUTING -j FTR_POST\nCOMMIT\n",
                "*nat\n-F\n-X\nCOMMIT\n",
                "*nat\n-I FTR_NAT -o eth1 -j RETURN\nCOMMIT\n")) {
            change(variant, damage);
            assertThat(saved(variant)).as(damage).isNotEqualTo(right);

            apply(variant, plan);
            assertThat(saved(variant)).as(damage).isEqualTo(right);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LEGACY", "NFT"})
    void anotherPlanReplacesTheRulesOfTheOld(Variant variant) throws Exception {
        apply(variant, Plans.plan(Plans.LAN, Plans.dual(), Plans.lte()));
        assertThat(saved(variant, Family.IPV6)).contains("--to-source 2001:db8::2");

        apply(variant, plan);

        assertThat(saved(variant)).contains("eth1", "eth2").doesNotContain("eth4", "ppp0");
        assertThat(saved(variant, Family.IPV6)).doesNotContain("FTR_");
    }

    @ParameterizedTest
    @EnumSource(names = {"LEGACY", "NFT"})
    void pinsComeAndGoAndAreWrittenOnce(Variant variant) throws Exception {
        apply(variant, plan);
        String before = saved(variant);
        RoutePlan pinned = plan.with(PinRulesTest.plan(
                        PinRulesTest.ofUser(13),
                        PinRulesTest.match(
                                List.of(),
                                List.of(new Prefix(InetAddress.getByName("203.0.113.0"), 24)),
                                List.of(6, 17, 132, PinMatch.ICMP),
                                List.of()))
                .pins());

        apply(variant, pinned);
        assertThat(saved(variant)).contains("-A OUTPUT -j FTR_OUT");
        for (OwnChain chain : List.of(OwnChain.PRE, OwnChain.OUT)) {
            for (String rule : new ChainRules(pinned).texts(chain, Family.IPV4)) {
                assertThat(saved(variant).lines()).contains("-A " + chain.chain() + " " + rule);
            }
        }
        apply(variant, plan);

        assertThat(saved(variant)).isEqualTo(before).doesNotContain("FTR_OUT");
    }

    @ParameterizedTest
    @EnumSource(names = {"LEGACY", "NFT"})
    void aControlGroupThatIsNotThereLeavesOnlyItsPinOut(Variant variant) throws Exception {
        RoutePlan pinned =
                plan.with(PinRulesTest.plan(PinRulesTest.ofGroup("ftr-no-such.slice"), PinRulesTest.ofUser(13))
                        .pins());

        assertThatThrownBy(() -> apply(variant, pinned))
                .isInstanceOf(RouteException.class)
                .hasMessage("pin pin0 does nothing as long as there is no control group ftr-no-such.slice");

        assertThat(saved(variant))
                .contains("-m owner --uid-owner 13", "FTR_NAT")
                .doesNotContain("--path");
    }

    @ParameterizedTest
    @EnumSource(names = {"LEGACY", "NFT"})
    void sixtyUplinksOfBothFamiliesAreInstalled(Variant variant) throws Exception {
        RoutePlan many = Plans.many(60);
        var six = Plans.uplink(61, "six", "eth6", Set.of(Family.IPV6));
        var uplinks = new java.util.ArrayList<>(many.uplinks());
        uplinks.add(six);
        apply(variant, new RoutePlan(Plans.LAYOUT, Plans.LAN_AND_DMZ, uplinks, List.of(), List.of()));

        assertThat(saved(variant).lines())
                .filteredOn(line -> line.contains("-A FTR_"))
                .hasSize(182);
    }

    @ParameterizedTest
    @EnumSource(names = {"LEGACY", "NFT"})
    void withoutManageNothingIsWritten(Variant variant) throws Exception {
        ns.load(List.of(variant.program(Family.IPV4, "restore")), FOREIGN);
        String before = saved(variant);

        ns.call(() -> {
            backend(variant, false).apply(plan);
            return true;
        });

        assertThat(saved(variant)).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(names = {"LEGACY", "NFT"})
    void wipedRulesAreNoticed(Variant variant) throws Exception {
        var noticed = new CountDownLatch(1);
        RouteBackend backend = backend(variant, true);
        ns.call(() -> {
            backend.apply(plan);
            backend.watch(noticed::countDown); // its thread is born in the namespace
            return true;
        });

        change(variant, "*mangle\n-F\nCOMMIT\n");

        assertThat(noticed.await(20, TimeUnit.SECONDS)).isTrue();
        backend.close();
    }

    private boolean install(ManagedRules rules) throws Exception {
        rules.install(plan);
        return true;
    }

    private void apply(Variant variant, RoutePlan wanted) throws Exception {
        ns.call(() -> {
            backend(variant, true).apply(wanted);
            return true;
        });
    }

    private void remove(Variant variant) throws Exception {
        ns.call(() -> {
            backend(variant, false).remove();
            return true;
        });
    }

    private void change(Variant variant, String text) throws Exception {
        ns.load(List.of(variant.program(Family.IPV4, "restore"), "--noflush"), text);
    }

    private String saved(Variant variant) throws Exception {
        return saved(variant, Family.IPV4);
    }

    /** All tables, less dates and packet counts. */
    private String saved(Variant variant, Family family) throws Exception {
        return ns.run(variant.program(family, "save"))
                .replaceAll("(?m)^#.*\n", "")
                .replaceAll("\\[\\d+:\\d+]", "");
    }

    private static RouteBackend backend(Variant variant, boolean manage) {
        var settings =
                TestSettings.of("manage", manage, "variant", variant.name(), "check-every", Duration.ofMillis(100));
        var backend = new IptablesBackendFactory().create(settings, new TestContext(Path.of("/nonexistent")));
        assertThat(settings.problems()).isEmpty();
        return backend;
    }

    private static Tools tools(Variant variant) {
        return new Tools(new TimedCommands(Duration.ofSeconds(20)), variant);
    }
}
