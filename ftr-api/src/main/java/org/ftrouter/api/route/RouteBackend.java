// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.route;

import java.nio.file.Path;
import java.util.List;
import org.ftrouter.api.route.RouteException.Reason;

/**
 * Makes the kernel match a plan. {@link #render} and {@link #apply} are two faces of one thing: what the one prints, the
 * other does. All methods but {@code watch}'s listener are called on one thread of the engine, one at a time.
 */
public interface RouteBackend extends AutoCloseable {

    /**
     * Makes the kernel match the plan, from whatever state it is in: fresh, left over from an earlier run, or damaged
     * by others. Writes only what differs, new before old, so that traffic is never without a route; applying the same
     * plan twice writes nothing the second time. Touches only objects that bear this program's tag.
     *
     * @throws RouteException if something of the plan is not in the kernel; whatever could be installed, is
     */
    void apply(RoutePlan plan) throws RouteException, InterruptedException;

    /** The plan as text an administrator can read, check and load: commands, or a file for a restore tool. Pure. */
    String render(RoutePlan plan);

    /**
     * Compares an administrator's own file of rules with what the plan needs. Changes nothing, and needs no privilege.
     *
     * @throws RouteException if the file cannot be read, or this backend knows no such files
     */
    default List<Shortcoming> check(RoutePlan plan, Path file) throws RouteException, InterruptedException {
        throw new RouteException(Reason.UNSUPPORTED, "there is no file to check for this kind of backend");
    }

    /**
     * Removes every object that bears this program's tag, whichever run made it, and puts back what was changed.
     *
     * @throws RouteException if something is left
     */
    void remove() throws RouteException, InterruptedException;

    /**
     * Starts to listen for changes that others make to what this backend owns. The listener is cheap, may be called from
     * any thread, any number of times, and also for changes of our own; the engine then applies again.
     */
    default void watch(Runnable onChange) throws RouteException {}

    /** Stops watching. Leaves the kernel as it is. */
    @Override
    default void close() {}
}
