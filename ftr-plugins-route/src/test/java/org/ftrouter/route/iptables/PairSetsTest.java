// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.ftrouter.api.Family;
import org.ftrouter.api.route.Pin;
import org.ftrouter.api.route.PinMatch;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RouteException.Reason;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.api.route.Sticky;
import org.ftrouter.linux.LinuxException;
import org.ftrouter.route.Lines;
import org.ftrouter.route.PlansWithPins;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairSetsTest {
    private static final RoutePlan PLAN = PlansWithPins.sticky();
    private static final RoutePlan NONE = PLAN.with(List.of());

    private final FakeSets kernel = new FakeSets();
    private final PairSets sets = new PairSets(kernel, new Lines());

    @Test
    void thereIsASetForEachUplinkAndFamilyOfAPinByPairs() throws Exception {
        sets.create(PLAN);

        assertThat(kernel.calls)
                .containsExactly(
                        "create FTR:shops:fibre:4 IPv4",
                        "create FTR:shops:dual:4 IPv4",
                        "create FTR:shops:dual:6 IPv6");
    }

    @Test
    void whatIsNoLongerOfThePlanGoesAndWhatIsOfOthersStays() throws Exception {
        kernel.names.addAll(List.of("FTR:old:fibre:4", "theirs", "ftr"));
        sets.create(PLAN);
        sets.keepOnly(PLAN);
        assertThat(kernel.names)
                .containsExactly("FTR:shops:dual:4", "FTR:shops:dual:6", "FTR:shops:fibre:4", "ftr", "theirs");

        sets.keepOnly(NONE);

        assertThat(kernel.names).containsExactly("ftr", "theirs");
    }

    @Test
    void nobodyLooksTwiceWhereNothingWasMadeSince() throws Exception {
        sets.keepOnly(NONE);
        sets.create(NONE);
        sets.keepOnly(NONE);

        assertThat(kernel.calls).containsExactly("names");
    }

    @Test
    void aSetThatARuleHoldsAWhileLongerIsTriedAgain() throws Exception {
        kernel.names.add("FTR:old:fibre:4");
        kernel.timesInUse = 3;

        sets.remove();

        assertThat(kernel.names).isEmpty();
    }

    @Test
    void aSetThatRulesOfOthersNameIsToldWithTheRemedy() {
        kernel.names.add("FTR:old:fibre:4");
        kernel.timesInUse = Integer.MAX_VALUE;

        assertThatThrownBy(sets::remove)
                .isInstanceOfSatisfying(
                        RouteException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CONFLICT))
                .hasMessageContaining("FTR:old:fibre:4", "rules of others", "iptables-save");
    }

    @ParameterizedTest
    @CsvSource({
        LinuxException.EPERM + ", PERMISSION, CAP_NET_ADMIN",
        LinuxException.EEXIST + ", CONFLICT, ipset destroy",
        LinuxException.ENOMEM + ", FAILED, ENOMEM",
    })
    void aRefusalTellsTheKernelsWordsAndARemedy(int errno, Reason reason, String words) {
        kernel.refusal = errno;

        assertThatThrownBy(() -> sets.create(PLAN))
                .isInstanceOfSatisfying(
                        RouteException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining("create FTR:shops:fibre:4")
                .hasMessageContaining(words);
    }

    @Test
    void aKernelWithoutPairsKeepsBySource() {
        assertThat(sets.possible(PLAN)).isEqualTo(PLAN);

        kernel.pairs = false;

        RoutePlan possible = sets.possible(PLAN);
        assertThat(PairSet.of(possible)).isEmpty();
        assertThat(possible.pins())
                .extracting(p -> p.pin().sticky().orElseThrow().by())
                .containsOnly(Sticky.By.SOURCE);
        assertThat(possible.pins().get(0).pin().sticky().orElseThrow().lasts()).isEqualTo(Duration.ofMinutes(90));
    }

    @Test
    void whoMayNotAskIsNotToldThatPairsAreMissing() {
        kernel.refusal = LinuxException.EPERM;

        assertThat(sets.possible(PLAN)).isEqualTo(PLAN);
    }

    @Test
    void aKernelWithoutAnySetsHasNoneToRemove() throws Exception {
        kernel.refusal = LinuxException.EINVAL;

        sets.keepOnly(NONE);
        sets.remove();

        assertThat(kernel.calls).containsExactly("names", "names");
    }

    @Test
    void longNamesAreCutAndStillDiffer() {
        PairSet one = named("a-name-of-thirty-one-characters", "fibre-optic");
        PairSet two = named("a-name-of-thirty-one-characters", "fibre-optics");

        assertThat(one.name()).hasSize(31).matches("FTR:a-name-of-thirty~[0-9a-f]{8}:4");
        assertThat(two.name()).hasSize(31).isNotEqualTo(one.name());
        assertThat(named("twelve-chars", "twelve-chars").name()).isEqualTo("FTR:twelve-chars:twelve-chars:4");
    }

    private static PairSet named(String pin, String uplink) {
        var any =
                new Pin(pin, PinMatch.EVERYTHING, List.of(new Pin.Via(uplink, 1)), true, false, 1, 1, Optional.empty());
        return PairSet.of(any, new Sticky.Way(uplink, 2, 2), Family.IPV4);
    }
}
