// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.Downlinks;
import org.ftrouter.api.route.Pin;
import org.ftrouter.api.route.PinMatch;
import org.ftrouter.api.route.PinRoute;
import org.ftrouter.api.route.Sticky;
import org.ftrouter.api.testkit.TestUplinks;
import org.ftrouter.engine.config.AllDown;
import org.ftrouter.engine.config.WhenDegraded;
import org.ftrouter.engine.cycle.Given;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.verdict.Health;
import org.ftrouter.engine.cycle.verdict.PathVerdict;
import org.ftrouter.engine.cycle.verdict.Rules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Uplinks a and b of the first group, c of the second, d without a priority. */
class PinsTest {
    private static final List<Uplink> UPLINKS =
            List.of(Given.v4("a", 1, 1), Given.v4("b", 1, 1), Given.v4("c", 1, 2), Given.v4("d", 1, 0));

    private static Pin pin(String via, boolean shared, boolean block) {
        List<Pin.Via> uplinks = via.chars()
                .mapToObj(c -> new Pin.Via(String.valueOf((char) c), shared ? c - 'a' + 1 : 1))
                .toList();
        return new Pin("p", PinMatch.EVERYTHING, uplinks, shared, block, 326, 0x7e00);
    }

    private static Planned plan(Pin pin, String states, WhenDegraded policy) {
        var verdicts = new LinkedHashMap<String, PathVerdict>();
        var rules = new LinkedHashMap<PathId, Rules>();
        var paths = new ArrayList<Path>();
        for (int i = 0; i < UPLINKS.size(); i++) {
            Uplink uplink = UPLINKS.get(i);
            verdicts.put(
                    uplink.name(),
                    switch (states.charAt(i)) {
                        case 'U' -> Given.verdict(Health.UP);
                        case 'D' -> Given.verdict(Health.DEGRADED);
                        case 'R' -> Given.returning();
                        default -> Given.verdict(Health.DOWN);
                    });
            rules.put(Given.id(uplink.name()), Given.rules(policy));
            if (states.charAt(i) != '-') {
                paths.add(Given.path(uplink, Family.IPV4));
            }
        }
        var downlinks = new Downlinks(List.of("eth0"), List.of());
        return new Planner(TestUplinks.LAYOUT, downlinks, UPLINKS, List.of(pin), AllDown.KEEP, rules)
                .plan(Given.verdicts(verdicts), paths, List.of());
    }

    private static String carriers(Planned planned) {
        PinRoute route = planned.plan().pins().get(0);
        return route.carriers(Family.IPV4).stream()
                .map(h -> h.path().uplink().name() + h.weight())
                .collect(Collectors.joining(" "));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "one uplink carries,                           c,  false, false, UUUU, c1",
        "one without a priority does as well,          d,  false, false, UUUU, d1",
        "of a list the first,                          cb, false, false, UUUU, c1",
        "the next if the first is down,                cb, false, false, UUXU, b1",
        "the next if the first has no address,         cb, false, false, UU-U, b1",
        "shared by weight,                             ad, true,  false, UUUU, a1 d4",
        "shared by those that are up,                  ad, true,  false, XUUU, d4",
        "none is up: balanced,                         cd, false, false, UUXX, ''",
        "none is up: refused,                          cd, false, true,  UUXX, ''",
        "balanced rather than through one held out,    c,  false, false, UURU, ''",
        "through one held out rather than refused,     cd, false, true,  UUXR, d1",
        "a degraded one that is to be left out is,     cb, false, false, UUDU, b1",
        "unless it is the only one,                    c,  false, false, UUDU, c1",
    })
    void itsConnectionsTake(String claim, String via, boolean shared, boolean block, String states, String carriers) {
        Planned planned = plan(pin(via, shared, block), states, WhenDegraded.EXCLUDE);

        assertThat(carriers(planned)).as(claim).isEqualTo(carriers);
    }

    @Test
    void theOtherUsableOnesOfAListStandBehindTheFirst() {
        PinRoute route = plan(pin("dcb", false, false), "UUUU", WhenDegraded.TELL)
                .plan()
                .pins()
                .get(0);

        assertThat(route.hops()).extracting(h -> h.path().uplink().name()).containsExactly("d", "c", "b");
    }

    @Test
    void anUplinkThatCarriesAPinDoesNotRestThoughABetterGroupCarriesTheRest() {
        Planned planned = plan(pin("cd", false, false), "UUUU", WhenDegraded.TELL);

        assertThat(planned.resting()).containsExactly(Given.id("d"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "each there while all are up,                       ab, true,  UUUU, a1 | b2",
        "of a list too; the others stand behind,            cb, false, UUUU, c1 b1 | b1 c1",
        "where all others go while theirs is down,          ab, true,  XUUU, b2 | b2",
        "those of a list as well,                           cb, false, UUXU, b1 | b1",
        "where all others go while theirs is to be left out, ab, true, DUUU, b2 | b2",
        "nowhere if there is nothing,                       ab, true,  XXUU, ' | '",
    })
    void whoKeepsToAnUplinkIsLed(String claim, String via, boolean shared, String states, String hops) {
        PinRoute route = plan(sticky(via, shared), states, WhenDegraded.EXCLUDE)
                .plan()
                .pins()
                .get(0);

        List<PinRoute> ways = route.ways();
        assertThat(ways).extracting(w -> w.pin().mark()).containsExactly(0x7e00, 0x100, 0x200);
        assertThat(ways).extracting(w -> w.pin().table()).containsExactly(326, 301, 302);
        assertThat(hops(ways.get(1)) + " | " + hops(ways.get(2))).as(claim).isEqualTo(hops);
    }

    private static Pin sticky(String via, boolean shared) {
        Pin pin = pin(via, shared, false);
        var ways = IntStream.range(0, via.length())
                .mapToObj(i -> new Sticky.Way(pin.via().get(i).uplink(), 301 + i, (1 + i) << 8))
                .toList();
        var sticky = new Sticky(Sticky.By.SOURCE, Duration.ofMinutes(10), ways);
        return new Pin(pin.name(), pin.match(), pin.via(), shared, false, pin.table(), pin.mark(), Optional.of(sticky));
    }

    private static String hops(PinRoute route) {
        return route.hops(Family.IPV4).stream()
                .map(h -> h.path().uplink().name() + h.weight())
                .collect(Collectors.joining(" "));
    }

    @Test
    void noUsableUplinkOfAStickyPinRestsForSomebodyMayKeepToIt() {
        Planned planned = plan(sticky("ac", false), "UUUU", WhenDegraded.TELL);

        assertThat(planned.resting()).containsExactly(Given.id("d"));
    }

    @Test
    void itChangesNothingForTheBalance() {
        Planned planned = plan(pin("c", false, true), "UUUU", WhenDegraded.TELL);

        assertThat(planned.members()).containsExactly(Given.id("a"), Given.id("b"));
    }
}
