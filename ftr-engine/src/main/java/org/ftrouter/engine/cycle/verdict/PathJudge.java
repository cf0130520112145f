// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.verdict;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.verdict.Watch.Mode;
import org.jspecify.annotations.Nullable;

/** The state of one path. Driven by {@link Judge}: first all observations, then one {@link #decide}. */
final class PathJudge {
    /** With nothing to switch to there is no hurry: after this long without any answer anywhere it is called down. */
    static final Duration ALL_SILENT_AFTER = Duration.ofSeconds(10);

    private final Rules rules;
    private final List<TargetLog> targets;
    private final Map<Long, Question> questions = new HashMap<>();
    private final LossWindow losses = new LossWindow();
    private final RoundTrip roundTrip = new RoundTrip();

    private Health health = Health.UNKNOWN;
    private Reason reason = Reason.of(Reason.Code.STARTING);
    private Moment since;
    private Mode mode = Mode.OFF;
    private Moment modeSince;
    private @Nullable Confirmation confirmation;
    private @Nullable Return comingBack;
    private @Nullable Moment lastHeard;
    private @Nullable Moment suspicion;
    private String identity = "";

    PathJudge(Rules rules, Moment now) {
        this.rules = rules;
        targets = rules.targets().stream().map(TargetLog::new).toList();
        since = now;
        modeSince = now;
    }

    /** This path after a change of configuration: what it is stays true, what is under way does not. */
    PathJudge under(Rules changed, Moment now) {
        questions.clear();
        suspicion = null;
        if (changed.equals(rules)) {
            if (comingBack != null) {
                comingBack.voidRound();
            }
            return this;
        }
        var next = new PathJudge(changed, now);
        next.health = health;
        next.reason = reason;
        next.since = since;
        next.identity = identity;
        next.mode = mode == Mode.OFF ? Mode.OFF : Mode.STEADY;
        return next;
    }

    // ---- observations

    void kernel(Observation.Kernel seen) {
        Moment now = seen.at();
        if (seen.obstacle().isPresent()) {
            reason = seen.obstacle().get();
            questions.clear();
            become(Health.DOWN, now);
            enter(Mode.OFF, now);
        } else if (mode == Mode.OFF) {
            if (health == Health.DOWN) {
                startReturn(now);
            } else {
                confirm(now, now);
            }
        } else if (!seen.identity().equals(identity)) {
            questions.clear();
            if (health != Health.DOWN) {
                confirm(now, now);
            }
        }
        identity = seen.identity();
        if (confirmation != null) {
            confirmation.received(seen.receivedPackets(), now);
        }
    }

    void asked(Observation.Asked asked) {
        questions.put(asked.question(), new Question(asked.target(), asked.round(), asked.at()));
        if (comingBack != null && asked.round() > 0) {
            comingBack.asked(asked.round(), asked.at());
        }
    }

    void answered(Observation.Answered answer, Company company) {
        TargetLog target = targets.get(answer.target());
        target.heard();
        target.roundTrip.sample(answer.roundTrip());
        roundTrip.sample(answer.roundTrip());
        lastHeard = answer.at();
        target.lastHeard = answer.at();
        Question question = questions.remove(answer.question());
        if (question != null) {
            count(question);
        }
        if (confirmation != null) {
            confirmation.heard(answer.target());
        }
        if (comingBack != null && question != null) {
            comingBack.heard(question, needed(company));
        } else if (mode == Mode.STEADY && health == Health.DOWN) {
            startReturn(answer.at());
        }
    }

    /** No answer will come, or we cannot tell. */
    void settled(long number, boolean conclusive) {
        Question question = questions.remove(number);
        if (question != null && conclusive && !question.late) {
            late(question);
        }
    }

    /** The engine stood still: what is under way proves nothing. */
    void stalled(Observation.Stalled stall) {
        questions.clear();
        suspicion = null;
        if (mode == Mode.CONFIRM) {
            confirm(stall.at(), stall.at());
        }
        if (comingBack != null) {
            comingBack.voidRound();
        }
    }

    // ---- decision

    void decide(Moment now, Company company) {
        for (Question question : questions.values()) {
            if (!question.late && !now.isBefore(lateAt(question))) {
                late(question);
            }
        }
        if (mode == Mode.STEADY && suspicion != null) {
            confirm(suspicion, now);
        } else if (confirmation != null) {
            decide(confirmation, now, company);
        } else if (comingBack != null) {
            decide(comingBack, now, company);
        }
        suspicion = null;
    }

    private void decide(Confirmation open, Moment now, Company company) {
        if (open.answered() >= needed(company)) {
            reason = Reason.of(Reason.Code.OK);
            become(Health.UP, now);
            enter(Mode.STEADY, now);
            return;
        }
        int members = members(company);
        int silent = open.silent(rules.tries(), target -> isMember(target, company));
        boolean broken = members - silent < needed(company);
        boolean queueing = open.receiving(now) && now.isBefore(open.began.plus(rules.timeout()));
        if (broken && !queueing) {
            if (linesFault(open, members, company)) {
                down(Reason.Code.PROBE_QUORUM, open, now);
            } else if (!now.isBefore(open.began.plus(ALL_SILENT_AFTER))) {
                down(Reason.Code.ALL_SILENT, open, now);
            }
        }
    }

    /**
     * In complete silence any answer on another path proves that it is this line. If some targets do answer here, the
     * others must be heard elsewhere: else it may be they who went silent, everywhere at once.
     */
    private boolean linesFault(Confirmation open, int members, Company company) {
        if (open.answered() == 0) {
            return company.anotherHeardSince(open.silentSince);
        }
        int proven = open.silent(
                rules.tries(),
                target -> isMember(target, company)
                        && company.heardElsewhereSince(targets.get(target).name, open.silentSince));
        return members - proven < needed(company);
    }

    private void decide(Return open, Moment now, Company company) {
        if (!open.settle(now, longest())) {
            reason = new Reason(Reason.Code.PROBE_QUORUM, numbers(0));
            enter(Mode.STEADY, now);
        } else if (open.complete(now, rules.rise(), company.anotherUsable() ? rules.holdUp() : Duration.ZERO)) {
            reason = Reason.of(Reason.Code.OK);
            become(Health.UP, now);
            enter(Mode.STEADY, now);
        } else {
            reason = new Reason(
                    Reason.Code.HOLDING,
                    Map.of(
                            "clean", open.cleanRounds(),
                            "rise", rules.rise(),
                            "hold", rules.holdUp().toSeconds()));
        }
    }

    private void down(Reason.Code code, Confirmation open, Moment now) {
        reason = new Reason(code, numbers(open.answered()));
        become(Health.DOWN, now);
        enter(Mode.STEADY, now);
    }

    private Map<String, Object> numbers(int answered) {
        var numbers = new java.util.LinkedHashMap<String, Object>();
        numbers.put("answered", answered);
        numbers.put("targets", targets.size());
        numbers.put("required", rules.required());
        numbers.put("tries", rules.tries());
        return numbers;
    }

    // ---- quorum: a target silent on every path is the target's fault and leaves it

    private boolean isMember(int target, Company company) {
        return !company.silentEverywhere(targets.get(target).name);
    }

    private int members(Company company) {
        int members = 0;
        for (int target = 0; target < targets.size(); target++) {
            members += isMember(target, company) ? 1 : 0;
        }
        return members;
    }

    private int needed(Company company) {
        return Math.max(1, Math.min(rules.required(), members(company)));
    }

    // ---- changes of state

    private void confirm(Moment silentSince, Moment now) {
        enter(Mode.CONFIRM, now);
        confirmation = new Confirmation(silentSince, now, targets.size());
    }

    private void startReturn(Moment now) {
        enter(Mode.ROUNDS, now);
        comingBack = new Return(now);
    }

    private void enter(Mode next, Moment now) {
        if (mode != next || next == Mode.CONFIRM) {
            mode = next;
            modeSince = now;
            confirmation = null;
            comingBack = null;
        }
    }

    private void become(Health next, Moment now) {
        if (health != next) {
            health = next;
            since = now;
        }
    }

    private void late(Question question) {
        question.late = true;
        if (confirmation != null) {
            confirmation.lost(question);
        }
        if (question.round == 0) {
            TargetLog target = targets.get(question.target);
            question.lossNumber = losses.enter(true);
            boolean news = !target.muted();
            target.missedTurn();
            if (mode == Mode.STEADY && health != Health.DOWN && news) {
                suspicion = suspicion == null ? question.at : suspicion.min(question.at);
            }
        }
    }

    private void count(Question answered) {
        if (answered.round == 0 && answered.late) {
            losses.repair(answered.lossNumber);
        } else if (answered.round == 0) {
            losses.enter(false);
        }
    }

    // ---- for the judge

    PathVerdict verdict() {
        var muted = new HashSet<Integer>();
        for (int target = 0; target < targets.size(); target++) {
            if (targets.get(target).muted()) {
                muted.add(target);
            }
        }
        boolean answering = comingBack != null ? comingBack.cleanRounds() > 0 : health == Health.UP;
        return new PathVerdict(
                health,
                reason,
                since,
                answering,
                new Watch(mode, modeSince, muted),
                roundTrip.smoothed(),
                health == Health.DOWN && comingBack == null ? 1 : losses.ratio());
    }

    /** When time alone could change something. */
    Optional<Moment> wakeAt(Moment now) {
        var times = new HashSet<Moment>();
        questions.values().stream().filter(q -> !q.late).forEach(q -> times.add(lateAt(q)));
        if (confirmation != null) {
            times.addAll(Set.of(confirmation.began.plus(rules.timeout()), confirmation.began.plus(ALL_SILENT_AFTER)));
        }
        if (comingBack != null) {
            times.add(comingBack.earliest(rules.holdUp()));
            if (comingBack.roundOpen()) {
                times.add(comingBack.roundEnds(longest()));
            }
        }
        return times.stream().filter(t -> t.isAfter(now)).min(Moment::compareTo);
    }

    Optional<Moment> confirmingSince() {
        return confirmation == null ? Optional.empty() : Optional.of(confirmation.began);
    }

    boolean heardSince(Moment moment) {
        return lastHeard != null && !lastHeard.isBefore(moment);
    }

    boolean heardSince(String name, Moment moment) {
        return targets.stream()
                .anyMatch(t -> t.name.equals(name) && t.lastHeard != null && !t.lastHeard.isBefore(moment));
    }

    boolean alive() {
        return mode != Mode.OFF && health != Health.DOWN;
    }

    /** Empty if the path does not ask this target. */
    Optional<Boolean> silent(String name) {
        for (int target = 0; target < targets.size(); target++) {
            if (targets.get(target).name.equals(name)) {
                boolean now = confirmation != null && confirmation.silent(target, rules.tries());
                return Optional.of(now || targets.get(target).silent());
            }
        }
        return Optional.empty();
    }

    private Moment lateAt(Question question) {
        return question.at.plus(targets.get(question.target).roundTrip.lateAfter(rules.timeout()));
    }

    private Duration longest() {
        return targets.stream()
                .map(t -> t.roundTrip.lateAfter(rules.timeout()))
                .max(Duration::compareTo)
                .orElse(rules.timeout());
    }
}
