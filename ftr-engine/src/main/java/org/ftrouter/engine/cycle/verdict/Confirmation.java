// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.verdict;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.function.IntPredicate;
import org.ftrouter.engine.cycle.Moment;
import org.jspecify.annotations.Nullable;

/**
 * One confirmation: all targets are asked at once, several times, and a quorum decides. So a dead target is told from a
 * dead line in a fraction of a second, and one lost packet evicts nobody.
 */
final class Confirmation {
    /** Since when nothing has been heard that should have been. */
    final Moment silentSince;
    /** When the questions of this confirmation began. */
    final Moment began;

    /** Nothing is decided against the line before. */
    final Moment notBefore;

    private @Nullable Moment lastTryAt;
    private final int[] asked;
    private int exhausted;
    private long receivedAtFirst = -1;
    private long received;
    private Moment receivedSince;
    private final BitSet answered = new BitSet();
    private final int[] lost;
    private final int[] untold;
    private boolean doubted;

    Confirmation(Moment silentSince, Moment began, int targets, Moment notBefore) {
        this.notBefore = notBefore;
        this.silentSince = silentSince;
        this.began = began;
        this.receivedSince = began;
        this.lost = new int[targets];
        this.untold = new int[targets];
        this.asked = new int[targets];
    }

    /** Whether it gives the line more time than it needs to ask. */
    boolean isPatient() {
        return notBefore.isAfter(began);
    }

    void heard(int target) {
        answered.set(target);
    }

    /** A question of this confirmation was lost; those sent before it prove nothing more. */
    void lost(Question question) {
        if (!question.at.isBefore(began)) {
            lost[question.target]++;
        }
    }

    /** A question could not tell, perhaps after it had been called lost. */
    void untold(Question question) {
        if (!question.at.isBefore(began)) {
            untold[question.target]++;
            if (question.late && lost[question.target] > 0) {
                lost[question.target]--;
                doubted = true;
            }
        }
    }

    /** Whether something that had been called lost could not tell. */
    boolean isDoubted() {
        return doubted;
    }

    int answered() {
        return answered.cardinality();
    }

    /** Targets of the quorum that have been asked often enough and were silent. */
    int silent(int tries, IntPredicate member) {
        int silent = 0;
        for (int target = 0; target < lost.length; target++) {
            if (silent(target, tries) && member.test(target)) {
                silent++;
            }
        }
        return silent;
    }

    boolean silent(int target, int tries) {
        return !answered.get(target) && lost[target] >= tries;
    }

    /** Targets of the quorum that have been asked often enough and could not tell. */
    int abstaining(int tries, IntPredicate member) {
        int abstaining = 0;
        for (int target = 0; target < lost.length; target++) {
            boolean asked = untold[target] > 0 && lost[target] + untold[target] >= tries;
            if (asked && !answered.get(target) && !silent(target, tries) && member.test(target)) {
                abstaining++;
            }
        }
        return abstaining;
    }

    /** A target was asked; so many times make its tries. */
    void asked(int target, int tries, Moment at) {
        if (lastTryAt == null && !at.isBefore(began) && ++asked[target] == tries && ++exhausted == asked.length) {
            lastTryAt = at;
        }
    }

    /** When the last try was asked of the last target, if it was. */
    @Nullable
    Moment lastTryAt() {
        return lastTryAt;
    }

    /** The interface's counter. */
    void received(long packets, Moment at) {
        if (receivedAtFirst < 0) {
            receivedAtFirst = packets;
            receivedSince = at;
        }
        received = packets;
    }

    /**
     * Whether the interface goes on receiving, so that a queue rather than a dead line may hold the answers back: enough,
     * and not much less than before, since what is left on a dead line (broadcasts of the neighbours) proves nothing.
     *
     * @param rateBefore packets a second that it received before
     */
    boolean receiving(double rateBefore, Moment now) {
        long packets = received - receivedAtFirst;
        double seconds = now.since(receivedSince).toNanos() / 1e9;
        return packets >= 5 && packets >= Math.max(20, rateBefore / 3) * seconds;
    }

    /** Why the line is what this confirmation found it to be. */
    Reason reason(Reason.Code code, Rules rules, String said) {
        return reason(code, answered(), rules, said);
    }

    /** The same for so many targets that answered. */
    static Reason reason(Reason.Code code, int answered, Rules rules, String said) {
        var numbers = new LinkedHashMap<String, Object>();
        numbers.put("answered", answered);
        numbers.put("targets", rules.targets().size());
        numbers.put("required", rules.required());
        numbers.put("tries", rules.tries());
        if (!said.isEmpty()) {
            numbers.put(Reason.SAID, said);
        }
        return new Reason(code, numbers);
    }
}
