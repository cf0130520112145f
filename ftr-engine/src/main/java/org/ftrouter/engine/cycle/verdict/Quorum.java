// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.verdict;

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

    /** Whether so many were silent, often enough, that it cannot be reached any more. */
    boolean isOutOfReach(Confirmation open) {
        return members() - open.silent(rules.tries(), this::isMember) < needed();
    }

    /**
     * In complete silence any answer on another path proves that it is this line. If some targets do answer here, the
     * others must be heard elsewhere: else it may be they who went silent, everywhere at once.
     */
    boolean isLinesFault(Confirmation open) {
        if (open.answered() == 0) {
            return company.anotherHeardSince(open.silentSince);
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
