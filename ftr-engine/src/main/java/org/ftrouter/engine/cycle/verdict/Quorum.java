// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.verdict;

import org.ftrouter.engine.cycle.Moment;

/**
 * How many targets must answer, and whose fault their silence is. A target that is silent on every path is to blame
 * itself and leaves the quorum.
 */
final class Quorum {
    private final Rules rules;
    private final Targets targets;
    private final Company company;

    Quorum(Rules rules, Targets targets, Company company) {
        this.rules = rules;
        this.targets = targets;
        this.company = company;
    }

    /** How many targets must answer. */
    int needed() {
        return Math.max(1, Math.min(rules.required(), members()));
    }

    boolean isReached(Confirmation open) {
        return open.answered() >= needed();
    }

    /**
     * Whether so many were silent, often enough, that it cannot be reached any more. Where nobody answers, those who cannot
     * tell are not waited for, as long as more are silent: or they would keep a dead line in service.
     */
    boolean isOutOfReach(Confirmation open) {
        int silent = open.silent(rules.tries(), this::isMember);
        int abstaining = open.answered() > 0 ? 0 : open.abstaining(rules.tries(), this::isMember);
        return members() - silent - (abstaining < silent ? abstaining : 0) < needed();
    }

    /**
     * In complete silence an answer on another path proves that it is this line; it must be asked after the last try here,
     * so that what had come in here was read before. If some targets do answer here, the others must be heard elsewhere:
     * else it may be they who went silent, everywhere at once.
     */
    boolean isLinesFault(Confirmation open) {
        Moment last = open.lastTryAt();
        if (last == null || !company.anotherAnsweredSince(last)) {
            return false;
        }
        if (open.answered() == 0) {
            return true;
        }
        int proven = open.silent(
                rules.tries(),
                target -> isMember(target) && company.heardElsewhereSince(targets.get(target).name, open.silentSince));
        return members() - proven < needed();
    }

    private boolean isMember(int target) {
        return !company.silentEverywhere(targets.get(target).name);
    }

    private int members() {
        int members = 0;
        for (int target = 0; target < targets.size(); target++) {
            members += isMember(target) ? 1 : 0;
        }
        return members;
    }
}
