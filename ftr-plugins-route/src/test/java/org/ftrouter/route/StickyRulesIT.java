// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ftrouter.api.route.PinRoute;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.route.iptables.PortedIptables;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a kernel knows of clients that keep to an uplink. */
@Timeout(60)
class StickyRulesIT {
    private static final Pattern COUNT = Pattern.compile("(?m)^\\[(\\d+):\\d+] -A PREROUTING -s 10\\.9\\.0\\.3/32 -d ");

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
            meeting(firewall, "-j SET --add-set FTR:shops:fibre:4 src,dst --exist --timeout 600");
        }
    }

    /** Sends a packet of the pair past a rule of iptables; how many it matched. */
    private long meeting(Firewall firewall, String rule) throws Exception {
        ns.run("ip address replace 10.9.0.3/32 dev lo");
        ns.run("ip route replace 192.0.2.9/32 dev lo");
        List<String> change = List.of(firewall.programs().get(0), "--noflush");
        String text = " PREROUTING -s 10.9.0.3/32 -d 192.0.2.9/32 " + rule + "\nCOMMIT\n";
        ns.load(change, "*mangle\n-I" + text);
        ns.call(() -> {
            try (var socket = new DatagramSocket(new InetSocketAddress("10.9.0.3", 0))) {
                socket.send(new DatagramPacket(new byte[1], 1, new InetSocketAddress("192.0.2.9", 443)));
            }
            return true;
        });
        String counted = ns.run(firewall.programs().get(1) + " -c -t mangle");
        ns.load(change, "*mangle\n-D" + text);
        Matcher matcher = COUNT.matcher(counted);
        assertThat(matcher.find()).as(counted).isTrue();
        return Long.parseLong(matcher.group(1));
    }

    private boolean knowsPair(Firewall firewall) throws Exception {
        return firewall instanceof NftablesFirewall
                ? entered(firewall).contains("10.9.0.3 . 192.0.2.9")
                : meeting(firewall, "-m set --match-set FTR:shops:fibre:4 src,dst") == 1;
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
        assertThat(knowsPair(firewall)).isTrue();
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
        assertThat(knowsPair(firewall)).isTrue();
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
        assertThat(ns.call(PortedIptables::setNames)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("org.ftrouter.route.Firewall#all")
    void aPairIsKnownOnlyAfterItWasEntered(Firewall firewall) throws Exception {
        firewall.apply(ns, PlansWithPins.sticky());
        assertThat(knowsPair(firewall)).isFalse();

        enter(firewall);

        assertThat(knowsPair(firewall)).isTrue();
    }
}
