// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.route;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ftrouter.api.route.RouteException.Reason;

/**
 * Makes the kernel match a plan. {@link #render} and {@link #apply} are two faces of one thing: what the one prints, the
 * other does. All methods are called one at a time, on one thread of the engine that is this backend's alone; those of a
 * plugin in a jar on its own threads, with a minute of time each. What they throw by mistake counts as {@link
 * RouteException.Reason#FAILED} and against the plugin, which is named, but goes on being called: nobody else could do its
 * work.
 */
public interface RouteBackend extends AutoCloseable {

    /**
     * Makes the kernel match the plan, from whatever state it is in: fresh, left over from an earlier run, or damaged
     * by others. Writes only what differs, new before old, so that traffic is never without a route; applying the same
     * plan twice writes nothing the second time. Touches only objects that bear this program's tag.
     *
     * <p>Called after each change of the plan, of the kernel by others, and every ten seconds; interrupted when another
     * configuration takes this one's place. After a failure it is called again with growing pauses.
     *
     * @throws RouteException if something of the plan is not in the kernel; whatever could be installed, is
     * @throws InterruptedException when interrupted; the kernel may be left between two plans, never without a route
     */
    void apply(RoutePlan plan) throws RouteException, InterruptedException;

    /**
     * What the {@link #apply} before had to put right although the same plan had been whole before: others had changed it.
     * Empty if nothing was, also if it went with an interface or an address. Asked once after each apply,
     * however that ended; people are told. An exception counts against the plugin and as nothing.
     */
    default Optional<Repair> repaired() {
        return Optional.empty();
    }

    /**
     * The plan as text an administrator can read, check and load: commands, or a file for a restore tool. Pure. Called by
     * commands, and by a daemon that only shows what it would do, on their own thread. An exception or null ends the
     * command with a text that names the plugin.
     */
    String render(RoutePlan plan);

    /**
     * Compares an administrator's own file of rules with what the plan needs. Changes nothing, and needs no
     * privilege. Called by {@code ftr generate --check} only, which a failure ends with its text.
     *
     * @throws RouteException if the file cannot be read, or this backend knows no such files
     * @throws InterruptedException when interrupted
     */
    default List<Shortcoming> check(RoutePlan plan, Path file) throws RouteException, InterruptedException {
        throw new RouteException(Reason.UNSUPPORTED, "there is no file to check for this kind of backend");
    }

    /**
     * What this kind of backend has written, in this run or an earlier one, and is still in the kernel: a few words for
     * people; empty if nothing is. What people loaded by hand is not meant, even if it bears the same names. Asked of a
     * backend that no configuration names any more, made with nothing set; what is there is then taken away by {@link
     * #remove}.
     *
     * @throws RouteException if it cannot be seen; that is logged, and it is asked again after the next apply
     * @throws InterruptedException when interrupted
     */
    default Optional<String> leftover() throws RouteException, InterruptedException {
        return Optional.empty();
    }

    /**
     * Removes every object that bears this program's tag, whichever run made it, and puts back what was changed. Called by
     * {@code ftr cleanup}, and of a backend that no configuration names any more once others do its work, if {@link
     * #leftover} says that something is there.
     *
     * @throws RouteException if something is left; {@code ftr cleanup} says so, the daemon logs it and tries again
     * @throws InterruptedException when interrupted
     */
    void remove() throws RouteException, InterruptedException;

    /**
     * Starts to listen for changes that others make to what this backend owns. The listener is cheap, may be called from
     * any thread, any number of times, and also for changes of our own; the engine then applies again. Called once, before
     * the first {@link #apply}.
     *
     * @throws RouteException if it cannot listen; damage is then found by the look every ten seconds
     */
    default void watch(Runnable onChange) throws RouteException {}

    /** Stops watching. Leaves the kernel as it is. Called once, at the end. An exception is logged. */
    @Override
    default void close() {}
}
