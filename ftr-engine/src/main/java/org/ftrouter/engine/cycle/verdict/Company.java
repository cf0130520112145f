// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.verdict;

import org.ftrouter.engine.cycle.Moment;

/** What a path's judge may know of the other paths of its family: the defence against blaming a line for a target. */
interface Company {

    /** Whether another path has been answered a question asked since then. It must be put like this: see {@link Judge}. */
    boolean anotherAnsweredSince(Moment moment);

    /** Whether another path has heard this target since then. */
    boolean heardElsewhereSince(String target, Moment moment);

    /** Whether new connections could go elsewhere. */
    boolean anotherUsable();

    /** Whether the target is silent on every path that is believed to be alive. */
    boolean silentEverywhere(String target);
}
