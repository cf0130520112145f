// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route;

import java.util.List;
import org.ftrouter.api.route.RouteException;

/** Runs programs. */
@FunctionalInterface
public interface Commands {

    /**
     * Runs a program to its end, whatever its exit code.
     *
     * @throws RouteException if it cannot be started, is not ready at the deadline, or answers without end
     */
    Completed run(List<String> command, String stdin) throws RouteException, InterruptedException;
}
