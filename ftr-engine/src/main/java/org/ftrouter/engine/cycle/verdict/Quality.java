// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.verdict;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.ftrouter.engine.config.QualityLimits;
import org.ftrouter.engine.config.QualityLimits.Limit;
import org.ftrouter.engine.cycle.Moment;
import org.jspecify.annotations.Nullable;

/**
 * How well a line carries: loss (RFC 7680), mean round-trip time (RFC 2681) and jitter (the variation between
 * consecutive packets, RFC 3393 and 5481) of the single questions of a sliding window, each with a limit to enter and
 * one to leave. Bursts of a confirmation are left out: they come when something is wrong already, and targets limit
 * their rate. One bad target makes no bad line: targets that are muted are left out, and loss counts only if the others
 * lose, too, without the one that loses most. Nor does chance: of few questions a larger share must be lost.
 *
 * <p>A line that is bad already is judged by as many questions as it takes to call it bad, however old they are: one that
 * stands by, or is left out for being bad, is asked so rarely that a window never holds enough of them to call it good.
 */
final class Quality {
    private static final double RARELY = 2.576; // standard deviations above the mean: once in 200 cases

    private final QualityLimits limits;
    private final Targets targets;
    private final Samples samples;
    private double loss;
    private boolean losing;
    private boolean slow;
    private boolean shaky;
    private @Nullable Reason breach;

    Quality(QualityLimits limits, Targets targets) {
        this.limits = limits;
        this.targets = targets;
        samples = new Samples(limits.window(), targets.size());
    }

    /** Enters a question that is lost for now; returns its number for {@link #repair}. */
    long lost(int target, Moment now) {
        samples.expire(now, kept());
        long number = samples.lost(target, now);
        weigh();
        return number;
    }

    void answered(int target, Duration roundTrip, Moment now) {
        samples.expire(now, kept());
        samples.answered(target, roundTrip, now);
        weigh();
    }

    /** The answer to a question that was lost for now. */
    void repair(long number, Duration roundTrip) {
        samples.repair(number, roundTrip);
        weigh();
    }

    /** A question that was lost for now could not tell. */
    void forget(long number) {
        samples.forget(number);
        weigh();
    }

    /** The line is another one now, or was away. */
    void clear() {
        samples.clear();
        loss = 0;
        losing = false;
        slow = false;
        shaky = false;
        breach = null;
    }

    private int kept() {
        return breach == null ? 0 : limits.minSamples() - 1; // and the one that comes now
    }

    private void weigh() {
        int count = 0;
        int lost = 0;
        int members = 0;
        int worst = 0;
        for (int target = 0; target < targets.size(); target++) {
            if (!targets.get(target).muted()) {
                members++;
                count += samples.count(target);
                lost += samples.lost(target);
                worst = samples.lost(target) > samples.lost(worst) ? target : worst;
            }
        }
        loss = count == 0 ? 0 : (double) lost / count;
        if (count < limits.minSamples() && breach == null) {
            return; // too little is known
        }
        int others = count - samples.count(worst);
        boolean common =
                members < 3 || lost - samples.lost(worst) >= limits.loss().leave() * others;
        losing = isOver(limits.loss(), loss, losing) && (losing || (common && isBeyondChance(count)));
        weighTimes();
    }

    /**
     * Whether a line that loses no more than one that is good, or half of what is bad, would show so much of so few
     * questions in fewer than one case of 200: the binomial distribution's normal approximation, one-sided.
     */
    private boolean isBeyondChance(int count) {
        double usual = Math.min(limits.loss().leave(), limits.loss().enter() / 2);
        return loss >= usual + RARELY * Math.sqrt(usual * (1 - usual) / count);
    }

    private void weighTimes() {
        slow = isOver(limits.latency(), samples.latency(), slow);
        shaky = isOver(limits.jitter(), samples.jitter(), shaky);
        if (losing) {
            breach = reason(
                    Reason.Code.LOSS_HIGH,
                    "loss",
                    percent(loss),
                    percent(limits.loss().enter()));
        } else if (slow) {
            breach = reason(
                    Reason.Code.LATENCY_HIGH,
                    "latency",
                    millis(samples.latency()),
                    millis(limits.latency().enter()));
        } else if (shaky) {
            breach = reason(
                    Reason.Code.JITTER_HIGH,
                    "jitter",
                    millis(samples.jitter()),
                    millis(limits.jitter().enter()));
        } else {
            breach = null;
        }
    }

    private static boolean isOver(Limit limit, double measured, boolean already) {
        return already ? measured >= limit.leave() : measured >= limit.enter();
    }

    private Reason reason(Reason.Code code, String name, Number measured, Number limit) {
        var numbers = new LinkedHashMap<String, Object>();
        numbers.put(name, measured);
        numbers.put("limit", limit);
        numbers.put("window", limits.window().toSeconds());
        return new Reason(code, numbers);
    }

    /** Percents with one digit behind the point. */
    private static double percent(double ratio) {
        return Math.round(ratio * 1000) / 10.0;
    }

    private static long millis(double seconds) {
        return Math.round(seconds * 1000);
    }

    /** Why the line is degraded, if it is. */
    Optional<Reason> breach() {
        return Optional.ofNullable(breach);
    }

    double loss() {
        return loss;
    }

    /** Empty before two answers of the same target. */
    Optional<Duration> jitter() {
        return samples.jitterCount() == 0
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(Math.round(samples.jitter() * 1e9)));
    }
}
