// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.Downlinks;
import org.ftrouter.api.testkit.TestUplinks;
import org.ftrouter.engine.config.AllDown;
import org.ftrouter.engine.config.WhenDegraded;
import org.ftrouter.engine.cycle.Given;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.verdict.Health;
import org.ftrouter.engine.cycle.verdict.PathVerdict;
import org.ftrouter.engine.cycle.verdict.Reason;
import org.ftrouter.engine.cycle.verdict.Rules;
import org.ftrouter.engine.cycle.verdict.Verdicts;
import org.ftrouter.engine.cycle.verdict.Watch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlannerTest {
    private static final List<PathId> NOBODY = List.of();

    private static Planner planner(List<Uplink> uplinks, AllDown allDown) {
        return planner(uplinks, allDown, WhenDegraded.TELL);
    }

    private static Planner planner(List<Uplink> uplinks, AllDown allDown, WhenDegraded policy) {
        var downlinks = new Downlinks(List.of("eth0"), List.of());
        var rules = new LinkedHashMap<PathId, Rules>();
        uplinks.forEach(u -> rules.put(Given.id(u.name()), Given.rules(policy)));
        return new Planner(TestUplinks.LAYOUT, downlinks, uplinks, List.of(), allDown, rules);
    }

    /**
     * One letter an uplink: U up, D degraded, ? unknown, X down, R down but answering again, O nothing can be sent, -
     * without an address.
     */
    private static PathVerdict verdict(char letter) {
        return switch (letter) {
            case 'U' -> Given.verdict(Health.UP);
            case 'D' -> Given.verdict(Health.DEGRADED);
            case '?' -> Given.verdict(Health.UNKNOWN);
            case 'X' -> Given.verdict(Health.DOWN);
            case 'R' -> Given.returning();
            default -> Given.verdict(Health.UNKNOWN, Reason.of(Reason.Code.NO_ADDRESS), Watch.Mode.OFF, 1);
        };
    }

    /** Plans for IPv4 uplinks a, b, c ... of these groups (0: none) and states. */
    private static Planned plan(String groups, String states, AllDown allDown, String last) {
        return plan(groups, states, allDown, last, WhenDegraded.TELL);
    }

    private static Planned plan(String groups, String states, AllDown allDown, String last, WhenDegraded policy) {
        var uplinks = new ArrayList<Uplink>();
        var paths = new ArrayList<Path>();
        var verdicts = new LinkedHashMap<String, PathVerdict>();
        for (int i = 0; i < groups.length(); i++) {
            String name = String.valueOf((char) ('a' + i));
            Uplink uplink = Given.v4(name, i + 1, groups.charAt(i) - '0');
            uplinks.add(uplink);
            verdicts.put(name, verdict(states.charAt(i)));
            if (states.charAt(i) != '-') {
                paths.add(Given.path(uplink, Family.IPV4));
            }
        }
        List<PathId> members =
                last.chars().mapToObj(c -> Given.id(String.valueOf((char) c))).toList();
        return planner(uplinks, allDown, policy).plan(Given.verdicts(verdicts), paths, members);
    }

    private static Planned plan(String groups, String states, WhenDegraded policy) {
        return plan(groups, states, AllDown.KEEP, "", policy);
    }

    private static String hops(Planned planned) {
        return planned.plan().hops().stream()
                .map(h -> h.path().uplink().name() + h.weight())
                .collect(Collectors.joining(" "));
    }

    @Test
    void anUplinkWhosePriorityIsLoweredStandsBehindTheOthersUntilItHasItsOwnAgain() {
        List<Uplink> uplinks = List.of(Given.v4("a", 1, 1), Given.v4("b", 1, 2), Given.v4("c", 1, 4));
        Planner planner = planner(uplinks, AllDown.KEEP);
        var up = new LinkedHashMap<String, PathVerdict>();
        uplinks.forEach(u -> up.put(u.name(), Given.verdict(Health.UP)));
        List<Path> paths = Given.paths(uplinks);

        planner.lower(new Groups(Map.of("a", 3), Set.of()));
        Planned lowered = planner.plan(Given.verdicts(up), paths, NOBODY);
        up.put("b", Given.verdict(Health.DOWN));
        Planned alone = planner.plan(Given.verdicts(up), paths, NOBODY);
        up.put("b", Given.verdict(Health.UP));
        planner.lower(Groups.CONFIGURED);
        Planned again = planner.plan(Given.verdicts(up), paths, NOBODY);

        assertThat(hops(lowered)).isEqualTo("b1");
        assertThat(lowered.resting()).containsExactlyInAnyOrder(Given.id("a"), Given.id("c"));
        assertThat(lowered.roles().get(Given.id("a"))).isEqualTo(Role.STANDBY);
        assertThat(hops(alone)).as("better than group 4").isEqualTo("a1");
        assertThat(hops(again)).isEqualTo("a1");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "all up share by weight,                      111, UUU, '',  a1 b2 c3",
        "the lowest group wins,                       211, UUU, '',  b2 c3",
        "numbers of groups need not be neighbours,    952, UUU, '',  c3",
        "a group with one usable member carries all,  112, XUU, '',  b2",
        "the next group takes over,                   112, XXU, '',  c3",
        "without a priority it is never outbound,     012, UXU, '',  c3",
        "without a priority not even as the last,     010, UXU, a,   b2",
        "degraded and unknown ones are usable,        111, D?X, '',  a1 b2",
        "nothing can be sent: not usable,             111, OUU, '',  b2 c3",
        "without an address it is no path,            111, -UU, '',  b2 c3",
        "all down: the last ones stay,                111, XXX, ab,  a1 b2",
        "all down: whoever answers is better,         111, XRX, ab,  b2",
        "of those answering the lowest group,         221, RRX, c,   a1 b2",
        "one that answers wins over its better group, 112, XXR, ab,  c3",
        "a usable one wins over one that answers,     112, RXU, a,   c3",
        "a last one whose address is gone leaves,     111, -XX, ab,  b2",
        "all down from the start: all of them,        111, XXX, '',  a1 b2 c3",
    })
    void newConnectionsUse(String claim, String groups, String states, String last, String hops) {
        assertThat(hops(plan(groups, states, AllDown.KEEP, last))).as(claim).isEqualTo(hops);
    }

    @Test
    void whenAllAreDownTheDefaultRouteIsWithdrawnIfTheConfigurationSaysSo() {
        Planned planned = plan("111", "XXX", AllDown.WITHDRAW, "abc");

        assertThat(planned.plan().hops()).isEmpty();
        assertThat(planned.plan().paths()).as("probes and old connections").hasSize(3);
        assertThat(planned.stranded()).containsExactly(Family.IPV4);
    }

    @Test
    void whoeverAnswersAgainIsUsedEvenIfTheRouteWasWithdrawn() {
        assertThat(hops(plan("111", "XRX", AllDown.WITHDRAW, ""))).isEqualTo("b2");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "who carries and who could,            1123, UXU?, '', ROUTING EXCLUDED STANDBY STANDBY",
        "without a priority it is excluded,    10,   UU,   '', ROUTING EXCLUDED",
        "the last ones go on routing,          12,   XX,   a,  ROUTING EXCLUDED",
        "an answering one routes in need,      12,   XR,   a,  EXCLUDED ROUTING",
    })
    void rolesSay(String claim, String groups, String states, String last, String roles) {
        Planned planned = plan(groups, states, AllDown.KEEP, last);

        assertThat(planned.roles().values().stream().map(Role::name).collect(Collectors.joining(" ")))
                .as(claim)
                .isEqualTo(roles);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "tell changes nothing,                              TELL,    111, DUU, a1 b2 c3",
        "lower takes three quarters of the weight,          LOWER,   111, DUU, a1 b8 c12",
        "rounded shares are near the wanted ones,           LOWER,   111, UUD, a5 b11 c4",
        "all degraded: nobody is lowered against another,   LOWER,   111, DDD, a1 b2 c3",
        "lowered alone in its group it carries all,         LOWER,   122, DUU, a1",
        "exclude leaves it out,                             EXCLUDE, 111, DUU, b2 c3",
        "exclude in favour of a worse group,                EXCLUDE, 122, DUU, b2 c3",
        "of two degraded ones both,                         EXCLUDE, 111, DDU, c3",
        "not if no other is healthy,                        EXCLUDE, 111, DDX, a1 b2",
        "not for one that is not known to be healthy,       EXCLUDE, 111, DX?, a1 c3",
        "not for one that carries nothing outbound,         EXCLUDE, 110, DXU, a1",
        "not for one that is held out,                      EXCLUDE, 111, DRX, a1",
    })
    void aDegradedUplinkIsUsedAsItsPolicySays(
            String claim, WhenDegraded policy, String groups, String states, String hops) {
        assertThat(hops(plan(groups, states, policy))).as(claim).isEqualTo(hops);
    }

    @Test
    void loweredWeightsStayWithinWhatTheKernelTakes() {
        var heavy = List.of(Given.v4("a", 256, 1), Given.v4("b", 1, 1), Given.v4("c", 200, 1));
        var states = new LinkedHashMap<String, PathVerdict>();
        states.put("a", verdict('U'));
        states.put("b", verdict('D'));
        states.put("c", verdict('D'));

        Planned planned = planner(heavy, AllDown.KEEP, WhenDegraded.LOWER)
                .plan(Given.verdicts(states), Given.paths(heavy), NOBODY);

        assertThat(hops(planned)).isEqualTo("a256 b1 c50");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "worse groups than the one that carries,      1123, UUU?, cd",
        "also if they are down,                       112,  UUX,  c",
        "not those of the same group,                 11,   UX,   ''",
        "not those of a better group,                 12,   XU,   ''",
        "those for incoming connections only,         10,   UU,   b",
        "nobody while no uplink is usable,            12,   XX,   ''",
    })
    void thoseRestThatWouldCarryNothingAnyway(String claim, String groups, String states, String resting) {
        Planned planned = plan(groups, states, AllDown.KEEP, "");

        assertThat(planned.resting().stream().map(PathId::uplink).sorted().collect(Collectors.joining()))
                .as(claim)
                .isEqualTo(resting);
    }

    @Test
    void sharesAreWeightsOfAll() {
        Planned planned = plan("112", "UUU", AllDown.KEEP, "");

        assertThat(planned.share(Given.id("a"))).isEqualTo(1 / 3.0);
        assertThat(planned.share(Given.id("b"))).isEqualTo(2 / 3.0);
        assertThat(planned.share(Given.id("c"))).isZero();
        assertThat(planned.share(new PathId("a", Family.IPV6))).isZero();
        assertThat(planned.members(Family.IPV4)).containsExactly(Given.id("a"), Given.id("b"));
    }

    @Test
    void familiesAreIndependent() {
        List<Uplink> uplinks =
                List.of(Given.uplink("a", 1, OptionalInt.of(1)), Given.uplink("b", 1, OptionalInt.of(2)));
        var verdicts = new Verdicts(
                Map.of(
                        Given.id("a"),
                        verdict('X'),
                        Given.id("b"),
                        verdict('U'),
                        new PathId("a", Family.IPV6),
                        verdict('U'),
                        new PathId("b", Family.IPV6),
                        verdict('U')),
                Optional.empty(),
                Optional.empty());

        Planned planned = planner(uplinks, AllDown.KEEP).plan(verdicts, Given.paths(uplinks), NOBODY);

        assertThat(planned.members(Family.IPV4)).containsExactly(Given.id("b"));
        assertThat(planned.members(Family.IPV6)).containsExactly(new PathId("a", Family.IPV6));
        assertThat(planned.stranded()).isEmpty();
    }

    @Test
    void onlyFamiliesThatCouldLeadOutAreEverStranded() {
        assertThat(plan("11", "XX", AllDown.KEEP, "").stranded()).containsExactly(Family.IPV4);
        assertThat(plan("10", "XU", AllDown.KEEP, "").stranded()).containsExactly(Family.IPV4);
        assertThat(plan("00", "UX", AllDown.KEEP, "").stranded()).isEmpty();
        assertThat(plan("11", "UX", AllDown.KEEP, "").stranded()).isEmpty();
    }

    @Test
    void withEverythingDownAMemberWithoutCarrierYieldsToOneThatCanSend() {
        assertThat(plan("11", "OX", AllDown.KEEP, "a").members(Family.IPV4)).containsExactly(Given.id("b"));
        assertThat(plan("11", "OO", AllDown.KEEP, "a").members(Family.IPV4)).containsExactly(Given.id("a"));
        assertThat(plan("11", "OX", AllDown.KEEP, "ab").members(Family.IPV4)).containsExactly(Given.id("b"));
    }

    @Test
    void thePlanNamesEveryUplinkAndPathWhateverItsHealth() {
        Planned planned = plan("110", "XU-", AllDown.KEEP, "");

        assertThat(planned.plan().uplinks()).hasSize(3);
        assertThat(planned.plan().paths()).extracting(PathId::of).containsExactly(Given.id("a"), Given.id("b"));
    }

    /** Random configurations: one group at a time, no dead member beside a live one, nothing random, never empty. */
    @Test
    void whateverTheWorldThePlanKeepsItsPromises() {
        for (int seed = 0; seed < 5000; seed++) {
            new RandomWorld(seed).check();
        }
    }

    /** One configuration with verdicts, drawn by a seed. */
    private static final class RandomWorld {
        private final java.util.Random random;
        private final List<Uplink> uplinks = new ArrayList<>();
        private final List<Path> paths = new ArrayList<>();
        private final Map<PathId, PathVerdict> verdicts = new LinkedHashMap<>();
        private final List<PathId> last = new ArrayList<>();
        private final AllDown allDown;
        private final String label;

        RandomWorld(int seed) {
            random = new java.util.Random(seed);
            label = "seed " + seed;
            allDown = random.nextBoolean() ? AllDown.KEEP : AllDown.WITHDRAW;
            int count = 1 + random.nextInt(6);
            for (int i = 0; i < count; i++) {
                int group = random.nextInt(4);
                uplinks.add(Given.uplink(
                        String.valueOf((char) ('a' + i)),
                        1 + random.nextInt(256),
                        group == 0 ? OptionalInt.empty() : OptionalInt.of(group)));
            }
            Given.paths(uplinks).forEach(this::draw);
        }

        private void draw(Path path) {
            char state = "UUD?XXXRO-".charAt(random.nextInt(10));
            verdicts.put(PathId.of(path), verdict(state));
            if (state != '-') {
                paths.add(path);
            }
            if (random.nextInt(3) == 0) {
                last.add(PathId.of(path));
            }
        }

        void check() {
            var all = new Verdicts(verdicts, Optional.empty(), Optional.empty());
            Planned planned = planner(uplinks, allDown).plan(all, paths, last);
            for (Family family : Family.values()) {
                check(planned, family);
            }
            assertThat(planner(uplinks, allDown).plan(all, paths, last))
                    .as(label)
                    .isEqualTo(planned);
        }

        private void check(Planned planned, Family family) {
            List<Path> hops =
                    planned.plan().hops(family).stream().map(h -> h.path()).toList();
            List<Path> usable =
                    outbound(family).filter(p -> verdictOf(p).usable()).toList();
            boolean anyAnswers = outbound(family).anyMatch(p -> verdictOf(p).answering());
            assertThat(hops)
                    .as(label)
                    .allSatisfy(hop -> assertThat(hop.uplink().priority()).isPresent());
            if (!usable.isEmpty()) {
                int best = usable.stream().mapToInt(PlannerTest::group).min().orElseThrow();
                assertThat(hops)
                        .as(label)
                        .containsExactlyElementsOf(
                                usable.stream().filter(p -> group(p) == best).toList());
            } else if (anyAnswers) {
                assertThat(hops)
                        .as(label)
                        .isNotEmpty()
                        .allMatch(p -> verdictOf(p).answering());
            } else if (allDown == AllDown.KEEP) {
                assertThat(hops).as(label).containsExactlyElementsOf(kept(family));
            } else {
                assertThat(hops).as(label).isEmpty();
            }
        }

        /** The last ones that can send; if there are none, the best group of those that can; else the last ones. */
        private List<Path> kept(Family family) {
            List<Path> before =
                    outbound(family).filter(p -> last.contains(PathId.of(p))).toList();
            List<Path> those = before.stream()
                    .filter(p -> verdictOf(p).watch().mode() != Watch.Mode.OFF)
                    .toList();
            List<Path> there = outbound(family)
                    .filter(p -> verdictOf(p).watch().mode() != Watch.Mode.OFF)
                    .toList();
            int best = there.stream().mapToInt(PlannerTest::group).min().orElse(0);
            List<Path> others = there.stream().filter(p -> group(p) == best).toList();
            return !those.isEmpty() ? those : !others.isEmpty() ? others : before;
        }

        private Stream<Path> outbound(Family family) {
            return paths.stream()
                    .filter(p -> p.family() == family && p.uplink().priority().isPresent());
        }

        private PathVerdict verdictOf(Path path) {
            return java.util.Objects.requireNonNull(verdicts.get(PathId.of(path)));
        }
    }

    private static int group(Path path) {
        return path.uplink().priority().orElseThrow();
    }
}
