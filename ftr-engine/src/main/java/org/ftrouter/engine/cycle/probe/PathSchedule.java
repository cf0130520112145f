// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.probe;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.verdict.Health;
import org.ftrouter.engine.cycle.verdict.PathVerdict;
import org.ftrouter.engine.cycle.verdict.Rules;
import org.ftrouter.engine.cycle.verdict.Watch;
import org.ftrouter.engine.cycle.verdict.Watch.Mode;
import org.jspecify.annotations.Nullable;

/**
 * When which targets of one path are asked: in turn, in random order, spread evenly; or all at once while there is
 * something to find out. Missed times are skipped, never caught up. Paths march in step: what they ask takes one turn
 * instead of one each, and of what they find out nothing depends on when others ask.
 */
final class PathSchedule {
    /** Every so many turns through the targets, one of those that stay silent is asked too. */
    private static final int ROTATIONS_PER_MUTED = 8;

    private final Rules rules;
    private final Random random;
    private final long offset;
    private final Deque<Integer> turn = new ArrayDeque<>();
    private int rotations;
    private int triesLeft;
    private final List<Integer> everyTarget;
    private Moment due;
    private @Nullable Moment modeSince;
    private @Nullable Moment lastAsked;

    /**
     * A schedule.
     *
     * @param offset paths with the same one, and the same interval, are asked at the same time
     */
    PathSchedule(Rules rules, Random random, Duration offset, Moment now) {
        this.rules = rules;
        this.random = random;
        this.offset = offset.toNanos();
        this.due = now;
        everyTarget = IntStream.range(0, rules.targets().size()).boxed().toList();
    }

    /**
     * What is to be asked now; a list of several is one round.
     *
     * @param resting whether it carries nothing anyway, so that it is asked seldom; not while another is in doubt
     */
    List<Integer> due(PathVerdict verdict, Optional<Moment> witnessSince, boolean resting, Moment now) {
        Watch watch = verdict.watch();
        if (watch.mode() == Mode.OFF) {
            return List.of();
        }
        if (!watch.since().equals(modeSince)) {
            begin(watch, now);
        }
        Duration interval = resting && witnessSince.isEmpty() ? rules.restInterval() : rules.interval();
        due = due.min(next(lastAsked == null ? now : lastAsked, interval));
        boolean witness = watch.mode() == Mode.STEADY
                && verdict.health() != Health.DOWN
                && witnessSince.isPresent()
                && (lastAsked == null || lastAsked.isBefore(witnessSince.get()));
        if (now.isBefore(due) && !witness) {
            return List.of();
        }
        lastAsked = now;
        due = watch.mode() == Mode.STEADY ? next(now, interval) : now.plus(pause(watch.mode(), interval));
        return watch.mode() == Mode.STEADY ? List.of(next(verdict)) : everyTarget;
    }

    Moment nextDue() {
        return due;
    }

    private void begin(Watch watch, Moment now) {
        modeSince = watch.since();
        triesLeft = watch.mode() == Mode.CONFIRM ? rules.tries() : 0;
        due = watch.mode() == Mode.STEADY ? inStep(now, rules.interval()) : now;
    }

    /** An interval after a question, or up to half of one sooner or later where that one was out of step. */
    private Moment next(Moment question, Duration interval) {
        // at every turn, and Duration.dividedBy goes through BigDecimal
        return inStep(question.plus(Duration.ofNanos(interval.toNanos() / 2)), interval);
    }

    /** The first time in step, not before the earliest. */
    private Moment inStep(Moment earliest, Duration interval) {
        long late = Math.floorMod(earliest.nanos() - offset, interval.toNanos());
        return late == 0 ? earliest : earliest.plus(interval.minusNanos(late));
    }

    private Duration pause(Mode mode, Duration interval) {
        return mode == Mode.CONFIRM && --triesLeft > 0 ? rules.spacing() : interval;
    }

    private int next(PathVerdict verdict) {
        if (turn.isEmpty()) {
            turn.addAll(rotation(verdict));
        }
        return turn.removeFirst();
    }

    private List<Integer> rotation(PathVerdict verdict) {
        var muted = new ArrayList<>(verdict.watch().muted());
        var targets = new ArrayList<>(everyTarget);
        if (verdict.health() != Health.DOWN && muted.size() < targets.size()) {
            targets.removeAll(muted);
            if (!muted.isEmpty() && rotations++ % ROTATIONS_PER_MUTED == 0) {
                targets.add(muted.get(random.nextInt(muted.size())));
            }
        }
        Collections.shuffle(targets, random);
        return targets;
    }
}
