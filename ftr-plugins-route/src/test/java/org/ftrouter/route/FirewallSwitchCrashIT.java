// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The process dies at every single step in which it puts the rules of one firewall in the place of another's, and another
 * takes over: with the new configuration, with the old one, or to remove everything. Connections live on meanwhile.
 */
@Timeout(300)
class FirewallSwitchCrashIT extends FirewallCrashes {
    static Stream<Arguments> switches() {
        return Firewall.all()
                .flatMap(from -> Firewall.all()
                        .filter(to -> !to.toString().equals(from.toString()))
                        .map(to -> Arguments.of(from, to)));
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("switches")
    void whereverASwitchOfTheFirewallBreaksOffOneOfThemIsLeftAsACleanStartMakesIt(Firewall from, Firewall to)
            throws Exception {
        foreign(from);
        foreign(to);
        String pristine = state();
        apply(to, PAIRS);
        String wanted = state();
        cleanUp(to);
        apply(from, PAIRS);
        String former = state();

        int deaths = outlived(from + " to " + to, new Rules(from, PAIRS, former), new Rules(to, PAIRS, wanted), BOTH);
        assertThat(deaths).isPositive();
        for (int death = 0; death < deaths; death++) {
            for (Firewall cleaned : List.of(from, to)) {
                apply(from, PAIRS);
                assertThat(dies(to, PAIRS, death)).isTrue();
                cleanUp(cleaned);
                assertThat(state())
                        .as("death " + death + ", cleaned as " + cleaned)
                        .isEqualTo(pristine);
            }
        }
    }
}
