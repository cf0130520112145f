// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.ftrouter.api.Family;
import org.ftrouter.api.route.PinMatch;
import org.ftrouter.api.route.Prefix;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.route.Netns;
import org.ftrouter.route.Plans;
import org.ftrouter.route.PlansWithPins;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pins in the chains of a kernel. */
@Timeout(60)
class PinRulesIT {
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
    void pinsComeAndGoAndAreWrittenOnce(Variant variant) throws Exception {
        apply(variant, plan);
        String before = saved(variant);
        RoutePlan pinned = plan.with(PlansWithPins.plan(
                        PlansWithPins.ofUser(13),
                        PlansWithPins.match(
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
                plan.with(PlansWithPins.plan(PlansWithPins.ofGroup("ftr-no-such.slice"), PlansWithPins.ofUser(13))
                        .pins());

        assertThatThrownBy(() -> apply(variant, pinned))
                .isInstanceOf(RouteException.class)
                .hasMessage("pin pin0 does nothing as long as there is no control group ftr-no-such.slice");

        assertThat(saved(variant))
                .contains("-m owner --uid-owner 13", "FTR_NAT")
                .doesNotContain("--path");
    }

    private void apply(Variant variant, RoutePlan wanted) throws Exception {
        ns.call(() -> {
            backend(variant, true).apply(wanted);
            return true;
        });
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
        var settings = TestSettings.of(
                "manage",
                manage,
                "variant",
                variant.name().toLowerCase(Locale.ROOT),
                "check-every",
                Duration.ofMillis(100));
        var backend = new IptablesBackendFactory().create(settings, new TestContext(Path.of("/nonexistent")));
        assertThat(settings.problems()).isEmpty();
        return backend;
    }
}
