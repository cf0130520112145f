// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.probe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import org.ftrouter.api.Path;
import org.ftrouter.api.Ticker;
import org.ftrouter.api.probe.Inconclusive;
import org.ftrouter.api.probe.NoReply;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeResult;
import org.ftrouter.api.probe.Reply;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.verdict.Health;
import org.ftrouter.engine.cycle.verdict.Observation;
import org.ftrouter.engine.cycle.verdict.PathVerdict;
import org.ftrouter.engine.cycle.verdict.Rules;
import org.ftrouter.engine.cycle.verdict.Verdicts;
import org.jspecify.annotations.Nullable;

/**
 * Asks what is due and collects what comes back. {@link #ask} and {@link #drain} belong to the engine thread; answers come
 * on any thread. A probe that never settles is given up as inconclusive.
 */
public final class ProbeScheduler {
    private static final Duration GIVE_UP = Duration.ofMillis(500);

    /** Whoever reads an answer so soon has not stood still. */
    private static final Duration PROMPT = Duration.ofMillis(100);

    /** So many paths are asked at the same time, others at another: a turn stays short. */
    private static final int IN_STEP = 16;

    private final Ticker ticker;
    private final Runnable wake;
    private final Map<PathId, PathSchedule> schedules = new LinkedHashMap<>();
    private final Map<PathId, List<Target>> targets;
    private final Map<PathId, Rules> rules;
    private final Map<PathId, TrafficMeter> meters = new HashMap<>();
    private final Queue<Heard> inbox = new ConcurrentLinkedQueue<>();

    /** What was asked last: the judge has yet to hear of it. */
    private final List<Pending> asked = new ArrayList<>();

    private final Queue<Pending> overdue = new PriorityQueue<>(Comparator.comparing(p -> p.giveUp));
    private final OwnDelay ownDelay = new OwnDelay();
    private final OwnFaults ownFaults;
    private long questions;
    private long rounds;

    /** A question; settled once its outcome was drained. */
    private static final class Pending {
        private final PathId path;
        private final int target;
        private final long question;
        private final Moment at;
        private final Moment giveUp;
        private final Moment promptUntil;
        private boolean settled;

        /** Soon, so that nobody was woken. */
        private volatile boolean answered;

        private Pending(PathId path, int target, long question, Moment at, Duration timeout, Duration prompt) {
            this.path = path;
            this.target = target;
            this.question = question;
            this.at = at;
            giveUp = at.plus(timeout).plus(GIVE_UP);
            promptUntil = at.plus(prompt);
        }
    }

    /** What was seen of a question. */
    private record Heard(Pending asked, Observation seen) {}

    /** A scheduler for these paths, whose own faults nobody is told of. */
    public ProbeScheduler(
            Map<PathId, Rules> rules, Map<PathId, List<Target>> targets, Ticker ticker, Random random, Runnable wake) {
        this(rules, targets, ticker, random, wake, (path, why) -> {});
    }

    /**
     * A scheduler for these paths.
     *
     * @param wake called on any thread when there is something to drain
     * @param ownFault called while draining, once each: why a path cannot be asked, and nothing when it can be again
     */
    public ProbeScheduler(
            Map<PathId, Rules> rules,
            Map<PathId, List<Target>> targets,
            Ticker ticker,
            Random random,
            Runnable wake,
            BiConsumer<PathId, Optional<String>> ownFault) {
        this.ownFaults = new OwnFaults(ownFault);
        this.rules = Map.copyOf(rules);
        this.targets = Map.copyOf(targets);
        this.ticker = ticker;
        this.wake = wake;
        Moment now = now();
        int turns = (rules.size() + IN_STEP - 1) / IN_STEP;
        rules.forEach((path, rule) -> {
            Duration offset =
                    rule.interval().multipliedBy(schedules.size() % turns).dividedBy(turns);
            schedules.put(path, new PathSchedule(rule, random, offset, now));
            meters.put(path, new TrafficMeter(now));
        });
    }

    /** What was seen since the last time, in order. */
    public List<Observation> drain() {
        var seen = new ArrayList<Observation>();
        for (Heard next = inbox.poll(); next != null; next = inbox.poll()) {
            if (next.seen instanceof Observation.Answered answer) {
                answered(answer, next.asked, seen);
            }
            if (!next.asked.settled) {
                seen.add(next.seen);
                ownFaults.take(next.seen, targetsOf(next.asked.path).size());
            }
            next.asked.settled = !(next.seen instanceof Observation.Asked);
        }
        Moment now = now();
        while (!overdue.isEmpty() && !now.isBefore(overdue.element().giveUp)) {
            Pending late = overdue.remove();
            if (!late.settled) {
                late.settled = true;
                var none = new Observation.Inconclusive(
                        late.path, late.target, late.question, "the probe did not settle in time", now);
                seen.add(none);
                ownFaults.take(none, targetsOf(late.path).size());
            }
        }
        return seen;
    }

    private void answered(Observation.Answered answer, Pending asked, List<Observation> seen) {
        List<Target> all = targetsOf(answer.path());
        meter(answer.path())
                .received(
                        all.get(answer.target())
                                .probe()
                                .bytes(answer.path().family())
                                .received(),
                        answer.at());
        if (!asked.settled) {
            Duration delay = answer.at().since(asked.at).minus(answer.roundTrip());
            if (ownDelay.isStall(answer.path(), answer.target(), all.size(), delay, answer.at())) {
                seen.add(new Observation.Stalled(asked.at, answer.at()));
            }
        }
    }

    /** Asks what is due as if every path carried connections; returns when something is due again. */
    public Optional<Moment> ask(Verdicts verdicts, Map<PathId, Path> paths, Moment now) {
        return ask(verdicts, Set.of(), paths, now);
    }

    /**
     * Asks what is due; returns when something is due again. Before that, see {@link #lateAt}.
     *
     * @param resting paths that carry nothing anyway, and are asked seldom
     */
    public Optional<Moment> ask(Verdicts verdicts, Set<PathId> resting, Map<PathId, Path> paths, Moment now) {
        Moment next = null;
        asked.clear();
        boolean hurry = verdicts.any(ProbeScheduler::matters);
        for (var entry : schedules.entrySet()) {
            PathId id = entry.getKey();
            Path path = paths.get(id);
            if (path == null) {
                ownFaults.rest(id);
                continue;
            }
            PathSchedule schedule = entry.getValue();
            PathVerdict verdict = verdicts.of(id);
            List<Integer> due = schedule.due(verdict, verdicts.witnessSince(), resting.contains(id), now);
            if (!due.isEmpty()) {
                ask(id, path, due, due.size() > 1 || isConfirming(verdict) ? ++rounds : 0, hurry);
            }
            Moment back = schedule.nextDue();
            next = next == null ? back : next.min(back);
        }
        return Optional.ofNullable(next);
    }

    /** When an answer to what was asked last may be late, and the judge wants to know; empty if all have come in time. */
    public Optional<Moment> lateAt() {
        Moment first = null;
        for (Pending question : asked) {
            if (!question.answered) {
                Moment late = question.at.plus(rule(question.path).lateFloor());
                first = first == null ? late : first.min(late);
            }
        }
        return Optional.ofNullable(first);
    }

    private static boolean isConfirming(PathVerdict verdict) {
        return switch (verdict.watch().mode()) {
            case CONFIRM, ROUNDS -> true;
            case STEADY, OFF -> false;
        };
    }

    /** Whether an answer may change something. */
    private static boolean matters(PathVerdict verdict) {
        return verdict.health() == Health.UNKNOWN || isConfirming(verdict);
    }

    /** So long an answer that changes nothing may wait for the next turn: one is due before any could be called late. */
    private Duration prompt(PathId id) {
        Duration lateFloor = rule(id).lateFloor();
        return lateFloor.compareTo(PROMPT) < 0 ? lateFloor : PROMPT;
    }

    private void ask(PathId id, Path path, List<Integer> due, long round, boolean hurry) {
        for (int target : due) {
            long question = ++questions;
            Moment at = now();
            Duration timeout = rule(id).timeout();
            var entry = new Pending(id, target, question, at, timeout, hurry ? Duration.ZERO : prompt(id));
            overdue.add(entry);
            asked.add(entry);
            inbox.add(new Heard(entry, new Observation.Asked(id, target, question, round, at)));
            Probe probe = targetsOf(id).get(target).probe();
            meter(id).sent(probe.bytes(id.family()).sent(), at);
            ask(probe, path, timeout, entry);
        }
    }

    private void ask(Probe probe, Path path, Duration timeout, Pending entry) {
        try {
            probe.probe(path, timeout).whenComplete((result, error) -> settle(entry, result, error));
        } catch (RuntimeException e) { // a broken probe must not end the engine's turn
            settle(entry, null, e);
        }
    }

    private void settle(Pending question, @Nullable ProbeResult result, @Nullable Throwable error) {
        Moment at = now();
        inbox.add(new Heard(question, outcome(question, result, error, at)));
        if (result instanceof Reply && at.isBefore(question.promptUntil)) {
            question.answered = true;
        } else {
            wake.run();
        }
    }

    private static Observation outcome(
            Pending asked, @Nullable ProbeResult result, @Nullable Throwable error, Moment at) {
        if (error != null || result == null) {
            return new Observation.Inconclusive(asked.path, asked.target, asked.question, String.valueOf(error), at);
        } else if (result instanceof Reply reply) {
            return new Observation.Answered(asked.path, asked.target, asked.question, reply.roundTrip(), at);
        } else if (result instanceof NoReply none) {
            return new Observation.Unanswered(asked.path, asked.target, asked.question, none.reason(), at);
        }
        String reason = ((Inconclusive) result).reason();
        return new Observation.Inconclusive(asked.path, asked.target, asked.question, reason, at);
    }

    /** What the probes of a path cost; empty if it is not one of ours. */
    public Optional<ProbeTraffic> traffic(PathId id) {
        return Optional.ofNullable(meters.get(id)).map(m -> m.read(now()));
    }

    private TrafficMeter meter(PathId id) {
        return java.util.Objects.requireNonNull(meters.get(id));
    }

    private Rules rule(PathId id) {
        return java.util.Objects.requireNonNull(rules.get(id));
    }

    private List<Target> targetsOf(PathId id) {
        return java.util.Objects.requireNonNull(targets.get(id));
    }

    private Moment now() {
        return new Moment(ticker.nanos());
    }
}
