// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.ftrouter.api.Family;
import org.ftrouter.api.route.Pin;
import org.ftrouter.api.route.PinMatch;
import org.ftrouter.api.route.PinRoute;
import org.ftrouter.api.route.Ports;
import org.ftrouter.api.route.Prefix;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.api.testkit.TestUplinks;
import org.ftrouter.route.Plans;
import org.junit.jupiter.api.Test;

class PinRulesTest {
    private static final String NEW = "-m mark --mark 0x0/0xff00 -m conntrack --ctstate NEW";

    private static Prefix prefix(String address, int length) {
        return new Prefix(TestUplinks.ip(address), length);
    }

    static PinMatch match(
            List<Prefix> sources, List<Prefix> destinations, List<Integer> protocols, List<Ports> destinationPorts) {
        return new PinMatch(
                sources,
                destinations,
                protocols,
                List.of(),
                destinationPorts,
                Optional.empty(),
                OptionalInt.empty(),
                OptionalLong.empty(),
                Optional.empty());
    }

    static PinMatch ofUser(long user) {
        return ofProgram(OptionalLong.of(user), Optional.empty());
    }

    static PinMatch ofGroup(String path) {
        return ofProgram(OptionalLong.empty(), Optional.of(path));
    }

    private static PinMatch ofProgram(OptionalLong user, Optional<String> cgroup) {
        return new PinMatch(
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                OptionalInt.empty(),
                user,
                cgroup);
    }

    static RoutePlan plan(PinMatch... matches) {
        RoutePlan plan = Plans.plan(Plans.LAN_AND_DMZ, Plans.fibre(), Plans.dual());
        return plan.with(IntStream.range(0, matches.length)
                .mapToObj(i -> new Pin(
                        "pin" + i, matches[i], List.of(new Pin.Via("fibre", 1)), false, false, 126 - i, (126 - i) << 8))
                .map(pin -> new PinRoute(pin, List.of()))
                .toList());
    }

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
}
