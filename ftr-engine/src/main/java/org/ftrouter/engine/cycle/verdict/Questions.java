// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.verdict;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The questions under way on one path. */
final class Questions {
    private final List<Question> all = new ArrayList<>(); // few, and mostly none

    void add(Observation.Asked asked) {
        all.add(new Question(asked.question(), asked.target(), asked.round(), asked.at()));
    }

    /** Takes one out; nothing if it is not, or no longer, among them. */
    @Nullable
    Question take(long number) {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).number == number) {
                return all.remove(i);
            }
        }
        return null;
    }

    List<Question> all() {
        return all;
    }

    /** Adds the moments at which they become late. */
    void addWakeUps(Soonest next, Targets targets) {
        for (Question question : all) {
            if (!question.late) {
                next.add(targets.lateAt(question));
            }
        }
    }

    /** What comes of those so far does not matter any more. */
    void clear() {
        all.clear();
    }
}
