// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.ftrouter.api.Family;
import org.ftrouter.api.Nat;
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

/** nft takes the file as it is printed, and apply does what the file does. */
@Timeout(60)
class RulesetFileIT {

    static Stream<Arguments> layouts() {
        var six = Plans.uplink(5, "six", "eth5", Set.of(Family.IPV6));
        var odd = Plans.uplink(6, "4.g-_", "ppp0.7:1@x", Set.of(Family.IPV4));
        var npt = Plans.with(Nat.NPT, Plans.prefixes("fd00:1::", "2001:db8:1::", 48), Plans.dual());
        var none = Plans.with(Nat.NONE, Optional.empty(), Plans.fibre());
        return Stream.of(
                        Arguments.of("one uplink", Plans.plan(Plans.LAN, Plans.fibre())),
                        Arguments.of("one dynamic uplink", Plans.plan(Plans.LAN, Plans.lte())),
                        Arguments.of("three uplinks", Plans.plan(Plans.LAN, Plans.fibre(), Plans.cable(), Plans.lte())),
                        Arguments.of("with DMZ", Plans.plan(Plans.LAN_AND_DMZ, Plans.fibre(), Plans.cable())),
                        Arguments.of("without downlink", Plans.plan(Plans.NONE, Plans.fibre(), Plans.cable())),
                        Arguments.of("odd names", Plans.plan(Plans.LAN, odd)),
                        Arguments.of("sixty uplinks", Plans.many(60)),
                        Arguments.of("both families", Plans.plan(Plans.LAN_AND_DMZ, Plans.fibre(), Plans.dual())),
                        Arguments.of("prefixes exchanged, nothing translated", Plans.plan(Plans.LAN, npt, none)),
                        Arguments.of("one wire", Plans.oneWire()),
                        Arguments.of("pins of every kind", PlansWithPins.everyKind()),
                        Arguments.of("sticky pins", PlansWithPins.sticky()),
                        Arguments.of("a pin of the router's alone", ofTheRouterAlone()),
                        Arguments.of("IPv6 alone", Plans.plan(Plans.LAN, six)))
                .flatMap(row -> Stream.of(false, true).map(filter -> Arguments.of(row.get()[0], row.get()[1], filter)));
    }

    private static RoutePlan ofTheRouterAlone() {
        return Plans.plan(Plans.NONE, Plans.fibre())
                .with(PlansWithPins.plan(PlansWithPins.ofUser(13)).pins());
    }

    @ParameterizedTest(name = "{0}, filter {2}")
    @MethodSource("layouts")
    void theFileLoadsAgainAndAgainWithAndWithoutRecipes(String name, RoutePlan plan, boolean filter) throws Exception {
        String file = new RulesetFile(plan, filter).text();
        String withRecipes = file.replaceAll("(?m)^# (add|flush) ", "$1 ");
        assertThat(withRecipes).isNotEqualTo(file);

        try (var ns = new Netns()) {
            for (String text : List.of(file, withRecipes)) {
                load(ns, text);
                Set<String> once = list(ns);
                load(ns, text);
                assertThat(list(ns)).isEqualTo(once);
            }
        }
    }

    @ParameterizedTest(name = "{0}, filter {2}")
    @MethodSource("layouts")
    void theLoadedFileNeedsNoChangeByApply(String name, RoutePlan plan, boolean filter) throws Exception {
        var log = new Lines();
        try (var ns = new Netns()) {
            load(ns, new RulesetFile(plan, filter).text());

            ns.call(() -> {
                new LoadedTableCheck(nft(), log).run(plan);
                new ManagedTable(nft(), log).install(plan);
                return true;
            });
        }
        assertThat(log.texts()).isEmpty();
    }

    @ParameterizedTest(name = "{0}, filter {2}")
    @MethodSource("layouts")
    void fileAndApplyLeadToTheSameKernelState(String name, RoutePlan plan, boolean filter) throws Exception {
        try (var loaded = new Netns();
                var applied = new Netns()) {
            load(loaded, new RulesetFile(plan, filter).text());
            applied.call(() -> {
                new ManagedTable(nft(), new Lines()).install(plan);
                return true;
            });

            assertThat(applied.run("nft list table inet ftr")).isEqualTo(loaded.run("nft list table inet ftr"));
        }
    }

    private static void load(Netns ns, String text) throws Exception {
        ns.load(List.of("nft", "-f", "-"), text);
    }

    /** All tables; a replaced one moves to the end. */
    private static Set<String> list(Netns ns) throws Exception {
        return Set.of(ns.run("nft list ruleset").split("(?m)^(?=table )"));
    }

    private static Nft nft() {
        return new Nft(new TimedCommands(Duration.ofSeconds(20), "nftables"));
    }
}
