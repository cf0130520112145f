// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.verdict;

import java.util.Optional;
import org.ftrouter.engine.cycle.Moment;

/**
 * How one target stands on one path.
 *
 * @param name as in the configuration
 * @param lastHeard when its last answer came; empty if none has come
 * @param silent whether its last two questions or more were not answered
 * @param said what came instead of an answer to the last question, for people; empty if it was answered or nothing came
 */
public record TargetState(String name, Optional<Moment> lastHeard, boolean silent, String said) {}
