// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ftrouter.api.Family;
import org.ftrouter.api.Nat;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.route.Lines;
import org.ftrouter.route.Netns;
import org.ftrouter.route.Plans;
import org.ftrouter.route.PlansWithPins;
import org.ftrouter.route.TimedCommands;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Both kinds of iptables take the file as it is printed. */
@Timeout(60)
class RestoreFileIT {
    private static final Pattern SET =
            Pattern.compile("(?m)^#ipset create (\\S+) hash:net,net family (inet6?) maxelem 65535 timeout 0$");

    static Stream<Arguments> layouts() {
        Uplink ipv6Only = Plans.uplink(5, "six", "eth5", Set.of(Family.IPV6));
        var npt = Plans.with(Nat.NPT, Plans.prefixes("fd00:1::", "2001:db8:1::", 48), Plans.dual());
        var none = Plans.with(Nat.NONE, Optional.empty(), Plans.fibre());
        return Stream.of(
                        Arguments.of("one uplink", Plans.plan(Plans.LAN, Plans.fibre())),
                        Arguments.of("one dynamic uplink", Plans.plan(Plans.LAN, Plans.lte())),
                        Arguments.of("three uplinks", Plans.plan(Plans.LAN, Plans.fibre(), Plans.cable(), Plans.lte())),
                        Arguments.of("with DMZ", Plans.plan(Plans.LAN_AND_DMZ, Plans.fibre(), Plans.cable())),
                        Arguments.of("ten uplinks", Plans.many(10)),
                        Arguments.of("sixty uplinks", Plans.many(60)),
                        Arguments.of("both families", Plans.plan(Plans.LAN_AND_DMZ, Plans.fibre(), Plans.dual())),
                        Arguments.of("prefixes exchanged, nothing translated", Plans.plan(Plans.LAN, npt, none)),
                        Arguments.of("one wire", Plans.oneWire()),
                        Arguments.of("sticky pins", PlansWithPins.sticky()),
                        Arguments.of("IPv6 alone", Plans.plan(Plans.LAN, ipv6Only)))
                .flatMap(row -> Stream.of(Variant.LEGACY, Variant.NFT)
                        .flatMap(variant -> Stream.of(false, true)
                                .map(filter -> Arguments.of(row.get()[0], row.get()[1], variant, filter))));
    }

    /** As the file says. */
    private static void makeSets(Netns ns, String file) throws Exception {
        for (MatchResult set : SET.matcher(file).results().toList()) {
            Family family = set.group(2).equals("inet") ? Family.IPV4 : Family.IPV6;
            ns.call(() -> {
                PortedIptables.sets().create(set.group(1), family);
                return true;
            });
        }
    }

    @ParameterizedTest(name = "{0}, {2}, filter {3}")
    @MethodSource("layouts")
    void theFilePassesTheTest(String name, RoutePlan plan, Variant variant, boolean filter) throws Exception {
        String file = new RestoreFile(plan, filter).text();
        String withRecipes = file.replaceAll("(?m)^# (-[46] )?-A ", "$1-A ");
        assertThat(withRecipes).isNotEqualTo(file);

        try (var ns = new Netns()) {
            makeSets(ns, file);
            for (Family family : new ChainRules(plan).families()) {
                for (String text : List.of(file, withRecipes)) {
                    ns.load(List.of(variant.program(family, "restore"), "--test"), text);
                }
            }
        }
    }

    @ParameterizedTest(name = "{0}, {2}, filter {3}")
    @MethodSource("layouts")
    void theLoadedFileNeedsNoChangeByApply(String name, RoutePlan plan, Variant variant, boolean filter)
            throws Exception {
        var log = new Lines();
        var tools = new Tools(new TimedCommands(java.time.Duration.ofSeconds(20), "iptables"), variant);
        try (var ns = new Netns()) {
            makeSets(ns, new RestoreFile(plan, filter).text());
            for (Family family : new ChainRules(plan).families()) {
                ns.load(List.of(variant.program(family, "restore")), new RestoreFile(plan, filter).text());
            }

            ns.call(() -> {
                new LoadedRulesCheck(tools, log).run(plan);
                new ManagedRules(tools, new PairSets(PortedIptables.sets(), log), log).install(plan);
                return true;
            });
        }
        assertThat(log.texts()).isEmpty();
    }
}
