// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.verdict;

import java.util.Optional;
import org.ftrouter.engine.cycle.Moment;
import org.jspecify.annotations.Nullable;

/** The soonest of some moments that are still to come. */
final class Soonest {
    private final Moment now;
    private @Nullable Moment soonest;

    Soonest(Moment now) {
        this.now = now;
    }

    void add(Moment moment) {
        if (moment.isAfter(now) && (soonest == null || moment.isBefore(soonest))) {
            soonest = moment;
        }
    }

    Optional<Moment> moment() {
        return Optional.ofNullable(soonest);
    }
}
