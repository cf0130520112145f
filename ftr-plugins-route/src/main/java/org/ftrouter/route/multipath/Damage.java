// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.multipath;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.ftrouter.api.route.Repair;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.linux.NetworkWatch;
import org.jspecify.annotations.Nullable;

/**
 * Whether what had to be written is damage that others did: the same plan had stood before, and what is missing did not
 * go with an interface or an address, which the kernel sees to itself. The listener's thread says what happened, the
 * backend's what it wrote.
 */
final class Damage {
    private final Culprits culprits;
    private boolean moved;
    private boolean deleted;
    private @Nullable String by;
    private @Nullable RoutePlan whole;
    private String refused = "";
    private final Set<String> written = new LinkedHashSet<>();
    private Optional<Repair> repair = Optional.empty();

    Damage(Culprits culprits) {
        this.culprits = culprits;
    }

    /** The kernel told of changes. */
    void saw(NetworkWatch.Events events) {
        boolean foreign = false;
        for (NetworkWatch.Deletion deletion : events.deletions()) {
            Optional<String> name = culprits.saw(deletion);
            foreign |= name.isPresent();
            name.filter(n -> !n.isEmpty()).ifPresent(this::by);
        }
        synchronized (this) {
            deleted |= foreign;
            moved |= events.link() || events.address() || events.lost();
        }
    }

    private synchronized void by(String name) {
        by = name;
    }

    /** An apply begins. */
    synchronized void begins() {
        written.clear();
        repair = Optional.empty();
    }

    /** This was written in it. */
    synchronized void wrote(Collection<String> names) {
        written.addAll(names);
    }

    /** It has ended, and all of the plan stands but what the kernel refuses, {@code ""} if it refuses nothing. */
    synchronized void ended(RoutePlan plan, String problem) {
        boolean same = plan.equals(whole) && problem.equals(refused); // what was refused was not there to be damaged
        if (same && !written.isEmpty() && (deleted || !moved)) {
            repair = Optional.of(new Repair(String.join(", ", written), Optional.ofNullable(by)));
        }
        whole = plan;
        refused = problem;
        deleted = false;
        moved = false;
        by = null;
    }

    /** It has ended otherwise. */
    synchronized void failed() {
        whole = null;
    }

    /** What the last one had to put right. */
    synchronized Optional<Repair> repair() {
        return repair;
    }
}
