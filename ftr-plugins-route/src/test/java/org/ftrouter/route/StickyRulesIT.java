// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.ftrouter.api.route.PinRoute;
import org.ftrouter.api.route.RoutePlan;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a kernel knows of clients that keep to an uplink. */
@Timeout(60)
class StickyRulesIT {
    private Netns ns;

    @BeforeEach
    void open() throws Exception {
        ns = new Netns();
    }

    @AfterEach
    void close() {
        ns.close();
    }

    private void enter(Firewall firewall) throws Exception {
        if (firewall instanceof NftablesFirewall) {
            ns.run("nft add element inet ftr sticky/all/dual/ipv4 { 10.9.0.3 timeout 600s }");
            ns.run("nft add element inet ftr sticky-pair/shops/fibre/ipv4 { 10.9.0.3 . 192.0.2.9 timeout 600s }");
        } else {
            ns.load(List.of("tee", "/proc/thread-self/net/xt_recent/FTR:all:dual:ipv4"), "+10.9.0.3\n");
        }
    }

    private String entered(Firewall firewall) throws Exception {
        return firewall instanceof NftablesFirewall
                ? ns.run("nft list table inet ftr").replaceAll("(?s)\tchain .*", "")
                : ns.run("cat /proc/thread-self/net/xt_recent/FTR:all:dual:ipv4");
    }

    @ParameterizedTest
    @MethodSource("org.ftrouter.route.Firewall#all")
    void anotherPlanForgetsNobodyWhosePinItHas(Firewall firewall) throws Exception {
        RoutePlan plan = PlansWithPins.sticky();
        firewall.apply(ns, plan);
        enter(firewall);
        var more = new ArrayList<>(List.of(Plans.cable()));
        more.addAll(plan.uplinks());
        List<PinRoute> pins = new ArrayList<>(plan.pins());
        pins.add(0, PlansWithPins.plan(PlansWithPins.ofUser(13)).pins().get(0));

        firewall.apply(ns, new RoutePlan(plan.layout(), Plans.LAN, more, List.of(), List.of(), pins));
        String changed = firewall.saved(ns);
        firewall.apply(ns, plan);

        assertThat(changed).contains("eth2").doesNotContain("eth3");
        assertThat(firewall.saved(ns)).contains("eth3").doesNotContain("eth2");
        assertThat(entered(firewall)).contains("10.9.0.3");
        if (firewall instanceof NftablesFirewall) {
            assertThat(entered(firewall)).contains("10.9.0.3 . 192.0.2.9");
        }
    }

    @ParameterizedTest
    @MethodSource("org.ftrouter.route.Firewall#all")
    void whoIsEnteredCausesNoWriting(Firewall firewall) throws Exception {
        var log = new Lines();
        firewall.apply(ns, PlansWithPins.sticky(), log);
        List<String> written = written(log);
        assertThat(written).isNotEmpty();

        enter(firewall);
        firewall.apply(ns, PlansWithPins.sticky(), log);

        assertThat(written(log)).isEqualTo(written);
        assertThat(entered(firewall)).contains("10.9.0.3");
    }

    private static List<String> written(Lines log) {
        return log.texts().stream()
                .filter(text -> text.startsWith("INFO wrote"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("org.ftrouter.route.Firewall#all")
    void aPlanWithoutStickyPinsLeavesNothingOfThem(Firewall firewall) throws Exception {
        RoutePlan plan = PlansWithPins.sticky();
        firewall.apply(ns, plan.with(List.of()));
        String before = firewall.saved(ns);

        firewall.apply(ns, plan);
        enter(firewall);
        assertThat(firewall.saved(ns)).isNotEqualTo(before);
        firewall.apply(ns, plan.with(List.of()));

        assertThat(firewall.saved(ns)).isEqualTo(before);
    }
}
