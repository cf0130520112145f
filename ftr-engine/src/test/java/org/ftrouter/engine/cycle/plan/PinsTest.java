// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.Downlinks;
import org.ftrouter.api.route.Pin;
import org.ftrouter.api.route.PinMatch;
import org.ftrouter.api.route.PinRoute;
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

    @Test
    void itChangesNothingForTheBalance() {
        Planned planned = plan(pin("c", false, true), "UUUU", WhenDegraded.TELL);

        assertThat(planned.members()).containsExactly(Given.id("a"), Given.id("b"));
    }
}
