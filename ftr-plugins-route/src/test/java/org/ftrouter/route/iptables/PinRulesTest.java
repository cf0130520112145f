// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ftrouter.route.PlansWithPins.match;
import static org.ftrouter.route.PlansWithPins.ofUser;
import static org.ftrouter.route.PlansWithPins.plan;
import static org.ftrouter.route.PlansWithPins.prefix;

import java.util.List;
import java.util.stream.IntStream;
import org.ftrouter.api.Family;
import org.ftrouter.api.route.PinMatch;
import org.ftrouter.api.route.Ports;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.route.PlansWithPins;
import org.junit.jupiter.api.Test;

class PinRulesTest {
    private static final String NEW = "-m mark --mark 0x0/0xff00 -m conntrack --ctstate NEW";

    private static List<String> added(OwnChain chain, Family family, PinMatch... matches) {
        List<String> without = new ChainRules(plan()).texts(chain, family);
        return new ChainRules(plan(matches))
                .texts(chain, family).stream()
                        .filter(rule -> !without.contains(rule))
                        .toList();
    }

    @Test
    void eachDownlinkHasARuleForEachSourceAndProtocolOfTheFamily() {
        PinMatch match = match(
                List.of(prefix("10.9.0.0", 24), prefix("10.9.1.7", 32), prefix("fd00::", 8)),
                List.of(),
                List.of(6, 17),
                List.of(new Ports(25, 25), new Ports(5060, 5070)));

        assertThat(added(OwnChain.PRE, Family.IPV4, match))
                .hasSize(8)
                .contains(
                        "-s 10.9.0.0/24 -i eth0 -p tcp " + NEW
                                + " -m multiport --dports 25,5060:5070 -j MARK --set-xmark 0x7e00/0xff00",
                        "-s 10.9.1.7/32 -i eth3 -p udp " + NEW
                                + " -m multiport --dports 25,5060:5070 -j MARK --set-xmark 0x7e00/0xff00");
        assertThat(added(OwnChain.PRE, Family.IPV6, match))
                .hasSize(4)
                .allMatch(rule -> rule.startsWith("-s fd00::/8 "));
        assertThat(added(OwnChain.OUT, Family.IPV4, match)).isEmpty();
    }

    @Test
    void icmpHasANameOfItsOwnInEachFamily() {
        PinMatch match = match(List.of(), List.of(), List.of(PinMatch.ICMP, PinMatch.ICMPV6), List.of());

        assertThat(added(OwnChain.PRE, Family.IPV4, match)).hasSize(2).allMatch(rule -> rule.contains(" -p icmp "));
        assertThat(added(OwnChain.PRE, Family.IPV6, match))
                .hasSize(2)
                .allMatch(rule -> rule.contains(" -p ipv6-icmp "));
    }

    @Test
    void morePortsThanOneMatchTakesMakeSeveralRules() {
        List<Ports> ports = IntStream.rangeClosed(1, 20)
                .mapToObj(i -> new Ports(10 * i, 10 * i + i % 2))
                .toList();
        PinMatch match = match(List.of(), List.of(), List.of(6), ports);

        List<String> rules = added(OwnChain.PRE, Family.IPV4, match);

        assertThat(rules).hasSize(4); // 30 places: two rules for each of two downlinks
        assertThat(rules.get(0)).contains("--dports 10:11,20,", "100 ");
        assertThat(rules.get(1)).contains("--dports 110:111,", ",200 ");
    }

    @Test
    void whatAProgramOfTheRouterSendsIsMarkedOnItsWayOut() {
        assertThat(added(OwnChain.OUT, Family.IPV4, ofUser(13)))
                .containsExactly(
                        "-d 224.0.0.0/3 -j RETURN",
                        "-m mark --mark 0x0/0xff00 -m connmark ! --mark 0x0/0xff00 -j CONNMARK --restore-mark"
                                + " --nfmask 0xff00 --ctmask 0xff00",
                        NEW + " -m owner --uid-owner 13 -j MARK --set-xmark 0x7e00/0xff00");
        assertThat(added(OwnChain.PRE, Family.IPV4, ofUser(13))).isEmpty();
    }

    @Test
    void theFirstPinComesFirst() {
        PinMatch narrow = match(List.of(prefix("10.9.0.1", 32)), List.of(), List.of(), List.of());

        List<String> rules = added(OwnChain.PRE, Family.IPV4, narrow, PinMatch.EVERYTHING);

        assertThat(rules).hasSize(4);
        assertThat(rules.get(0)).contains("0x7e00/0xff00");
        assertThat(rules.get(3)).contains("0x7d00/0xff00");
    }

    @Test
    void aPairKeepsToTheUplinkItLeavesThroughAndIsTakenOutOfTheOther() {
        RoutePlan plan = PlansWithPins.sticky();
        var rules = new ChainRules(plan.with(plan.pins().subList(0, 1))); // the pin by source and destination alone

        assertThat(rules.texts(OwnChain.PRE, Family.IPV4))
                .containsSequence(
                        "-m mark --mark 0x7e00/0xff00 -m set --match-set FTR:shops:fibre:4 src,dst -j MARK --set-xmark"
                                + " 0x7d00/0xff00",
                        "-m mark --mark 0x7e00/0xff00 -m set --match-set FTR:shops:dual:4 src,dst -j MARK --set-xmark"
                                + " 0x7c00/0xff00");
        String enter = " -j SET --add-set FTR:shops:dual:4 src,dst --exist --timeout 5400";
        assertThat(rules.texts(OwnChain.POST, Family.IPV4))
                .containsSequence(
                        "-o eth4 -m mark --mark 0x7d00/0xff00 -j SET --del-set FTR:shops:fibre:4 src,dst",
                        "-o eth4 -m mark --mark 0x7e00/0xff00" + enter,
                        "-o eth4 -m mark --mark 0x7d00/0xff00" + enter,
                        "-o eth4 -m mark --mark 0x7c00/0xff00" + enter);
        assertThat(rules.texts(OwnChain.POST, Family.IPV6))
                .filteredOn(rule -> rule.contains("SET"))
                .isNotEmpty()
                .allMatch(rule -> rule.contains("FTR:shops:dual:6"));
    }
}
