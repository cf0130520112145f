// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.verdict;

import java.time.Duration;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.verdict.Watch.Mode;
import org.jspecify.annotations.Nullable;

/** The state of one path. Driven by {@link Judge}: first all observations, then one {@link #decide}. */
final class PathJudge {
    /** With nothing to switch to there is no hurry: after this long without any answer anywhere it is called down. */
    static final Duration ALL_SILENT_AFTER = Duration.ofSeconds(10);

    /**
     * A path that is new, or has another gateway, may first have to learn its neighbour's address: a lost ARP or neighbour
     * request is repeated after a second, twice (RFC 4861 section 10; Linux' {@code retrans_time_ms, mcast_solicit}).
     */
    private static final Duration ACQUAINTANCE = Duration.ofSeconds(3);

    private final Rules rules;
    private final Targets targets;
    private final Questions questions = new Questions();
    private final RoundTrip roundTrip;
    private final Traffic traffic;
    private final Course course;
    private Standing standing;
    private Company company;
    private Quorum quorum;

    private @Nullable Moment lastHeard;
    private @Nullable Moment newestAnswered;
    private @Nullable Moment suspicion;
    private String identity = "";
    private @Nullable PathVerdict verdict;

    PathJudge(Rules rules, Company company, Moment now) {
        this.rules = rules;
        this.company = company;
        targets = new Targets(rules);
        roundTrip = new RoundTrip(rules.lateFloor(), rules.timeout());
        traffic = new Traffic(rules.passive().silence());
        standing = new Standing(rules, targets, now);
        quorum = new Quorum(rules, targets, company);
        course = new Course(now);
    }

    /** This path after a change of configuration: what it is stays true, what is under way does not. */
    PathJudge under(Rules changed, Company others, Moment now) {
        questions.clear();
        suspicion = null;
        course.forget();
        if (changed.equals(rules)) {
            company = others;
            quorum = new Quorum(rules, targets, others);
            return this;
        }
        var next = new PathJudge(changed, others, now);
        next.standing = standing.under(changed, next.targets, now);
        next.identity = identity;
        next.course.enter(course.is(Mode.OFF) || standing.is(Health.UNKNOWN) ? Mode.OFF : Mode.STEADY, now);
        return next;
    }

    // ---- observations

    void take(Observation.OfPath seen) {
        if (seen instanceof Observation.Kernel kernel) {
            kernel(kernel);
        } else if (seen instanceof Observation.Asked asked) {
            asked(asked);
        } else if (seen instanceof Observation.Answered answer) {
            answered(answer);
        } else if (seen instanceof Observation.Unanswered none) {
            settled(none.question(), none.reason(), none.at());
        } else if (seen instanceof Observation.Inconclusive none) {
            untold(none);
        } else if (seen instanceof Observation.Needed needed) {
            needed(needed.at());
        }
    }

    private void kernel(Observation.Kernel seen) {
        Moment now = seen.at();
        if (seen.obstacle().isPresent()) {
            questions.clear();
            targets.rest();
            obstructed(seen.obstacle().get(), now);
            course.enter(Mode.OFF, now);
        } else if (course.is(Mode.OFF)) {
            if (standing.is(Health.DOWN)) {
                course.comeBack(now);
            } else {
                confirmPatiently(now);
            }
        } else if (!seen.identity().equals(identity)) {
            questions.clear();
            standing.quality.clear();
            if (!standing.is(Health.DOWN)) {
                confirmPatiently(now);
            }
        }
        identity = seen.identity();
        traffic.count(seen.receivedPackets(), seen.sentPackets(), now);
        if (course.confirmation != null) {
            course.confirmation.received(seen.receivedPackets(), now);
        } else if (course.is(Mode.STEADY) && !standing.is(Health.DOWN) && traffic.isSuspect(now)) {
            traffic.suspected(now);
            suspect(now);
        }
    }

    private void obstructed(Reason why, Moment now) {
        if (why.code().isRest()) {
            standing.rest(why, now);
        } else {
            fail(why, now);
        }
    }

    private void asked(Observation.Asked asked) {
        questions.add(asked);
        traffic.asked();
        if (course.confirmation != null && asked.round() > 0) {
            course.confirmation.asked(asked.target(), rules.tries(), asked.at());
        }
        if (course.comingBack != null && asked.round() > 0) {
            course.comingBack.asked(asked.round(), asked.at());
        }
    }

    private void answered(Observation.Answered answer) {
        verdict = null;
        traffic.answered();
        TargetLog target = targets.get(answer.target());
        target.heard(answer);
        roundTrip.sample(answer.roundTrip());
        lastHeard = answer.at();
        Question question = questions.take(answer.question());
        if (question != null) {
            count(question, answer);
            newestAnswered =
                    newestAnswered == null || question.at.isAfter(newestAnswered) ? question.at : newestAnswered;
        }
        if (course.confirmation != null) {
            course.confirmation.heard(answer.target());
        }
        if (course.comingBack != null && question != null) {
            course.comingBack.heard(question, quorum.needed());
        } else if (course.is(Mode.STEADY) && standing.is(Health.DOWN)) {
            course.comeBack(answer.at());
        }
    }

    /** No answer will come. Before the probe's own time was over, something else did, perhaps after we had called it lost. */
    private void settled(long number, String text, Moment at) {
        Question question = questions.take(number);
        if (question != null) {
            targets.get(question.target).told();
            String said = at.since(question.at).compareTo(rules.timeout()) < 0 ? text : "";
            if (question.late) {
                targets.get(question.target).saidLate(said);
            } else {
                late(question, said, at);
            }
        }
    }

    /** Nothing follows for the line; not from what it was called lost for, if that was too soon, either. */
    private void untold(Observation.Inconclusive none) {
        Question question = questions.take(none.question());
        if (question != null && question.late) {
            verdict = null;
            targets.get(question.target).untold(question.round == 0);
            standing.quality.forget(question.sample);
        }
        if (question != null) {
            course.untold(question);
        }
    }

    /** The engine stood still: what is under way proves nothing. */
    void stalled(Observation.Stalled stall) {
        questions.clear();
        suspicion = null;
        course.forget();
        if (course.is(Mode.CONFIRM)) {
            boolean patiently = course.confirmation != null && course.confirmation.isPatient();
            confirm(stall.at(), stall.at(), patiently ? ACQUAINTANCE : Duration.ZERO);
        }
    }

    /** New connections are about to use it: what was last heard of it must not be old. */
    private void needed(Moment now) {
        boolean fresh = lastHeard != null && now.since(lastHeard).compareTo(rules.interval()) <= 0;
        if (course.is(Mode.STEADY) && !standing.is(Health.DOWN) && !fresh) {
            confirm(now, now, Duration.ZERO);
        }
    }

    // ---- decision

    void decide(Moment now) {
        for (Question question : questions.all()) {
            if (!question.late && !now.isBefore(targets.lateAt(question))) {
                late(question, "", now);
            }
        }
        if (course.is(Mode.STEADY) && suspicion != null) {
            confirm(suspicion, now, Duration.ZERO);
        } else if (course.confirmation != null) {
            decide(course.confirmation, now);
        } else if (isPardoned()) {
            pardon(now);
        } else if (course.comingBack != null) {
            decide(course.comingBack, now);
        } else if (course.is(Mode.STEADY) && isAlive() && !standing.is(Health.UNKNOWN)) {
            standing.alive(now);
        }
        suspicion = null;
    }

    private void decide(Confirmation open, Moment now) {
        if (quorum.isReached(open)) {
            course.enter(Mode.STEADY, now);
            standing.alive(now);
        } else if (!now.isBefore(open.notBefore) && quorum.isOutOfReach(open) && !isVetoed(open, now)) {
            if (quorum.isLinesFault(open)) {
                down(Reason.Code.PROBE_QUORUM, open, now);
            } else if (!now.isBefore(open.began.plus(ALL_SILENT_AFTER))) {
                down(Reason.Code.ALL_SILENT, open, now);
            }
        }
    }

    /** What comes in speaks for a full queue and against a dead line, for a while. */
    private boolean isVetoed(Confirmation open, Moment now) {
        return now.isBefore(open.began.plus(rules.passive().trust())) && open.receiving(traffic.usual(), now);
    }

    private void decide(Return open, Moment now) {
        if (!open.settle(now, targets.longest())) {
            standing.say(Confirmation.reason(Reason.Code.PROBE_QUORUM, 0, rules, targets.said()));
            course.enter(Mode.STEADY, now);
        } else if (open.complete(now, rules.rise(), company.anotherUsable() ? standing.holdUp() : Duration.ZERO)) {
            course.enter(Mode.STEADY, now);
            standing.alive(now);
        } else {
            standing.hold(open, now);
        }
    }

    /**
     * The very questions whose silence took it down were answered in the end, by enough targets: it is slow, not dead. Or
     * so many could not tell that the others would not have done. The mistake is undone at once, but for a line that fails
     * again and again.
     */
    private boolean isPardoned() {
        Confirmation open = course.convicted;
        return open != null
                && (quorum.isReached(open) || (open.isDoubted() && !quorum.isOutOfReach(open)))
                && !standing.isGuarded();
    }

    private void pardon(Moment now) {
        course.acquit(now);
        standing.pardon(now);
        if (standing.is(Health.UNKNOWN)) {
            confirmPatiently(now);
        }
    }

    private void down(Reason.Code code, Confirmation open, Moment now) {
        fail(open.reason(code, rules, targets.said()), now);
        course.convict(open, now);
    }

    // ---- changes of state

    private void fail(Reason why, Moment now) {
        if (!standing.is(Health.DOWN)) {
            traffic.wasRight();
        }
        standing.fail(why, now);
    }

    private void suspect(Moment from) {
        suspicion = suspicion == null ? from : suspicion.min(from);
    }

    private void confirmPatiently(Moment now) {
        confirm(now, now, ACQUAINTANCE);
    }

    private void confirm(Moment silentSince, Moment now, Duration patience) {
        course.confirm(silentSince, targets.size(), now, patience);
    }

    private void late(Question question, String said, Moment now) {
        question.late = true;
        targets.get(question.target).lost(said);
        if (course.confirmation != null) {
            course.confirmation.lost(question);
        }
        if (question.round == 0) {
            verdict = null;
            TargetLog target = targets.get(question.target);
            boolean news = !target.muted();
            target.missedTurn();
            if (news) {
                question.sample = standing.quality.lost(question.target, now);
            }
            if (course.is(Mode.STEADY) && !standing.is(Health.DOWN) && news) {
                suspect(question.at);
            }
        }
    }

    private void count(Question question, Observation.Answered answer) {
        if (course.convicted != null
                && question.round > 0
                && !question.at.isBefore(course.convicted.began)
                && question.at.isBefore(standing.since())) {
            course.convicted.heard(question.target);
        }
        if (question.sample >= 0) {
            standing.quality.repair(question.sample, answer.roundTrip());
        } else if (question.round == 0 && !question.late) {
            standing.quality.answered(question.target, answer.roundTrip(), answer.at());
        }
    }

    // ---- for the judge

    /** Whether the verdict is another one than was last given. */
    boolean takeChanged() {
        boolean other = standing.takeChanged();
        other |= course.takeChanged();
        if (other) {
            verdict = null;
        }
        return verdict == null;
    }

    PathVerdict verdict() {
        if (verdict == null) {
            boolean answering = course.comingBack != null
                    ? course.comingBack.cleanRounds() > 0
                    : isAlive() && !standing.is(Health.UNKNOWN);
            verdict = new PathVerdict(
                    standing.health(),
                    standing.reason(),
                    standing.since(),
                    answering,
                    new Watch(course.mode(), course.since(), targets.muted()),
                    roundTrip.smoothed(),
                    standing.quality.jitter(),
                    standing.is(Health.DOWN) && course.comingBack == null ? 1 : standing.quality.loss());
        }
        return verdict;
    }

    /** Adds the moments at which time alone could change something. */
    void addWakeUps(Soonest next) {
        questions.addWakeUps(next, targets);
        course.addWakeUps(next, rules.passive().trust(), standing.holdUp(), targets.longest());
        standing.addWakeUps(next);
    }

    /** Since when witnesses are wanted, if they are: from the beginning of a confirmation, and anew from its last try. */
    @Nullable
    Moment witnessesWantedSince() {
        Confirmation open = course.confirmation;
        if (open == null) {
            return null;
        }
        Moment last = open.lastTryAt();
        return last == null ? open.began : last;
    }

    /** Whether a question asked since then was answered. */
    boolean answeredSince(Moment moment) {
        return newestAnswered != null && !newestAnswered.isBefore(moment);
    }

    Targets targets() {
        return targets;
    }

    boolean isAlive() {
        return !course.is(Mode.OFF) && !standing.is(Health.DOWN);
    }

    /** Whether a target that it asks is silent on it. */
    boolean isSilent(String name) {
        int target = targets.indexOf(name);
        return (course.confirmation != null && course.confirmation.silent(target, rules.tries()))
                || targets.get(target).silent();
    }
}
