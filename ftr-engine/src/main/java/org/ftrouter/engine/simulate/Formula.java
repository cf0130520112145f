// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.simulate;

import java.time.Duration;
import org.ftrouter.engine.cycle.verdict.Rules;

/**
 * How often a good line that loses packets independently is held to be down, computed instead of lived through. The
 * simulation is measured against it, and it says what would take too many years to see.
 */
public final class Formula {
    private static final double YEAR = Duration.ofDays(365).plusHours(6).toSeconds();

    private Formula() {}

    /**
     * How many times a number of rounds are lost in a row: the rule of simple scripts.
     *
     * @param rounds rounds asked while the line was held to be up
     * @param loss probability that a round is lost
     * @param inARow how many in a row make the line down; after that, the count begins anew
     */
    public static double lostInARow(double rounds, double loss, int inARow) {
        double run = Math.pow(loss, inARow);
        return rounds * (1 - loss) * run / (1 - run);
    }

    /**
     * The probability that a confirmation ends with the line down: that so many targets lose all their tries that the
     * others cannot make the quorum.
     */
    public static double confirmationFails(Rules rules, double loss) {
        int targets = rules.targets().size();
        double silent = Math.pow(loss, rules.tries());
        double sum = 0;
        for (int k = targets - rules.required() + 1; k <= targets; k++) {
            sum += choose(targets, k) * Math.pow(silent, k) * Math.pow(1 - silent, targets - k);
        }
        return sum;
    }

    /** At most so many false failovers a year are to be expected: each lost question of the steady rhythm is confirmed. */
    public static double failoversPerYear(Rules rules, double loss) {
        double questions = YEAR * 1e9 / rules.interval().toNanos();
        return questions * loss * confirmationFails(rules, loss);
    }

    private static double choose(int n, int k) {
        double product = 1;
        for (int i = 1; i <= k; i++) {
            product = product * (n - k + i) / i;
        }
        return product;
    }
}
