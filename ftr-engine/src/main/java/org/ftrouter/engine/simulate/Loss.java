// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.simulate;

import java.time.Duration;
import java.util.SplittableRandom;

/** How a line, or the way to one target behind it, loses packets. */
public interface Loss {
    /** Loses nothing. */
    Loss NONE = now -> false;

    /** Whether a question sent now, or the answer to it, gets lost. */
    boolean lost(long nowNanos);

    /** Each question is lost with the same probability, whatever became of the others. */
    static Loss independent(double probability, SplittableRandom random) {
        return now -> random.nextDouble() < probability;
    }

    /** Gilbert's and Elliott's model: the line is good and bad in turn, for exponentially distributed times. */
    static Loss bursts(Duration meanGood, Duration meanBad, double lossWhenBad, SplittableRandom random) {
        return new Bursts(meanGood.toNanos(), meanBad.toNanos(), lossWhenBad, random);
    }

    /** The state of a line that loses in bursts. */
    final class Bursts implements Loss {
        private final double meanGood;
        private final double meanBad;
        private final double lossWhenBad;
        private final SplittableRandom random;
        private boolean bad = true; // so that the first change makes it good
        private long until;

        private Bursts(double meanGood, double meanBad, double lossWhenBad, SplittableRandom random) {
            this.meanGood = meanGood;
            this.meanBad = meanBad;
            this.lossWhenBad = lossWhenBad;
            this.random = random;
        }

        @Override
        public boolean lost(long now) {
            while (until <= now) {
                bad = !bad;
                until += 1 + (long) (-Math.log(1 - random.nextDouble()) * (bad ? meanBad : meanGood));
            }
            return bad && random.nextDouble() < lossWhenBad;
        }
    }
}
