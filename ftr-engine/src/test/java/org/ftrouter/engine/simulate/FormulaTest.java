// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.LinkedHashMap;
import org.ftrouter.engine.cycle.Given;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.verdict.Health;
import org.ftrouter.engine.cycle.verdict.Rules;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Before anybody believes the simulation: it gives what can be computed, within three standard deviations. */
@Tag("once")
class FormulaTest {
    private static final PathId A = Given.id("a");
    private static final Duration ROUND = Duration.ofMillis(250);

    @ParameterizedTest
    @CsvSource({"1, 0.01, 3, 31", "1, 0.05, 3, 3745", "1, 0.10, 3, 28400", "1, 0.20, 5, 8080", "3, 0.30, 5, 0.4"})
    void theFormulaGivesTheTableOfSimpleRules(int targets, double loss, int inARow, double aYear) {
        double round = Math.pow(loss, targets);

        assertThat(Formula.lostInARow(31.56e6, round, inARow)).isCloseTo(aYear, within(aYear * 0.15));
    }

    /** One target, and the line is down after so many lost questions in a row, as a simple script has it. */
    @ParameterizedTest
    @CsvSource({"0.1, 2", "0.2, 3", "0.3, 4", "0.4, 4"})
    void aSimpleRuleFailsAsOftenAsTheFormulaSays(double loss, int inARow) {
        var rules = new LinkedHashMap<String, Rules>();
        rules.put("a", Model.rules(1, 1, inARow - 1, ROUND, ROUND));
        rules.put("b", Model.rules(1, 1, 1, Duration.ofHours(1), ROUND));
        var simulation = new Simulation(Model.scenario(rules), 42);
        var tally = new Tally(simulation);
        Line line = simulation.line("a");
        var rounds = new long[1];
        simulation.run(Duration.ofSeconds(5));
        Loss chance = Loss.independent(loss, simulation.chance());
        line.fate((target, now) -> {
            rounds[0] += simulation.verdict("a").health() == Health.DOWN ? 0 : 1;
            return chance.lost(now) ? Line.LOST : 10_000_000;
        });

        simulation.run(Duration.ofHours(5));

        double expected = Formula.lostInARow((double) rounds[0], loss, inARow);
        System.out.printf(
                "simple rule, loss %.0f %%, %d in a row: %d of %d rounds, expected %.1f%n",
                100 * loss, inARow, tally.downs(A), rounds[0], expected);
        assertThat(expected).as("enough to tell").isGreaterThan(80);
        assertThat((double) tally.downs(A)).isCloseTo(expected, within(3 * Math.sqrt(expected)));
    }

    /** All targets at once, several tries, a quorum. */
    @ParameterizedTest
    @CsvSource({"4, 1, 2, 0.7", "4, 2, 3, 0.6", "4, 2, 6, 0.8", "3, 2, 3, 0.5", "5, 3, 4, 0.6"})
    void aConfirmationFailsAsOftenAsTheFormulaSays(int targets, int required, int tries, double loss) {
        Rules rule = Model.rules(targets, required, tries, Duration.ofSeconds(2), Duration.ofMillis(50));
        var rules = new LinkedHashMap<String, Rules>();
        rules.put("a", rule);
        rules.put("b", Model.rules(targets, required, 1, Duration.ofMillis(200), Duration.ofMillis(50)));
        var simulation = new Simulation(Model.scenario(rules), 7);
        simulation.run(Duration.ofSeconds(5));
        var tally = new Tally(simulation);
        simulation.line("a").loss(Loss.independent(loss, simulation.chance()));

        simulation.run(Duration.ofHours(5));

        double share = Formula.confirmationFails(rule, loss);
        double number = tally.confirmations(A);
        double expected = number * share;
        System.out.printf(
                "%d of %d targets, %d tries, loss %.0f %%: %d of %.0f confirmations fail, expected %.1f%n",
                required, targets, tries, 100 * loss, tally.downs(A), number, expected);
        assertThat(expected).as("enough to tell").isGreaterThan(80);
        assertThat((double) tally.downs(A))
                .isCloseTo(expected, within(3 * Math.sqrt(number * share * (1 - share)) + 1));
    }

    @Test
    void theUsualRulesMeetTheGoalsByFar() {
        assertThat(100 * Formula.failoversPerYear(Model.usual(), 0.10)).isLessThan(1e-6);
        assertThat(Formula.failoversPerYear(Model.usual(), 0.20)).isLessThan(0.05);
        assertThat(Formula.failoversPerYear(Model.usual(), 0.30)).isLessThan(1);
    }
}
