// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.ftrouter.api.Family;
import org.ftrouter.api.route.Pin;
import org.ftrouter.api.route.PinRoute;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RouteException.Reason;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.api.route.Sticky;
import org.ftrouter.linux.LinuxException;

/**
 * Our sets in the kernel: there before the rules that name them, and gone after them. Those that both plans have stay with
 * what is in them. A kernel without such sets has pins by source instead. One thread at a time.
 */
final class PairSets {
    private static final int TRIES = 80;
    private static final long PAUSE_MILLISECONDS = 25;

    private final Kernel kernel;
    private final System.Logger logger;
    private Optional<Set<String>> kept = Optional.empty();

    /** What the kernel does with sets. */
    interface Kernel {
        /** Whether it has sets of pairs. */
        boolean knowsPairs() throws IOException;

        /** Makes one, unless it is there. */
        void create(String name, Family family) throws IOException;

        /** The names of all, whoever made them. */
        Set<String> names() throws IOException;

        /** Removes one; false if rules still use it. */
        boolean destroy(String name) throws IOException;
    }

    PairSets(Kernel kernel, System.Logger logger) {
        this.kernel = kernel;
        this.logger = logger;
    }

    /** The plan with all that the kernel can keep; who may not ask it, is told nothing of lacks. */
    RoutePlan possible(RoutePlan plan) {
        if (PairSet.of(plan).isEmpty()) {
            return plan;
        }
        try {
            return kernel.knowsPairs() ? plan : bySource(plan);
        } catch (IOException e) {
            logger.log(System.Logger.Level.DEBUG, "the kernel cannot be asked for sets of pairs: {0}", e.getMessage());
            return plan;
        }
    }

    /** The plan with sources in the place of pairs. */
    static RoutePlan bySource(RoutePlan plan) {
        return plan.with(plan.pins().stream()
                .map(route -> new PinRoute(bySource(route.pin()), route.hops()))
                .toList());
    }

    private static Pin bySource(Pin pin) {
        Optional<Sticky> sticky = pin.sticky().map(s -> new Sticky(Sticky.By.SOURCE, s.lasts(), s.ways()));
        return new Pin(pin.name(), pin.match(), pin.via(), pin.shared(), pin.block(), pin.table(), pin.mark(), sticky);
    }

    /** Makes those of the plan that are not there. */
    void create(RoutePlan plan) throws RouteException {
        for (PairSet set : PairSet.of(plan)) {
            kept = Optional.empty();
            try {
                kernel.create(set.name(), set.family());
            } catch (IOException e) {
                throw refused(e);
            }
        }
    }

    /** Removes those of ours that are not of the plan, now that its rules stand; looks for them only if there may be any. */
    void keepOnly(RoutePlan plan) throws RouteException, InterruptedException {
        Set<String> wanted = PairSet.of(plan).stream().map(PairSet::name).collect(Collectors.toSet());
        if (!kept.equals(Optional.of(wanted))) {
            remove(wanted);
            kept = Optional.of(wanted);
        }
    }

    /** Removes all of ours, whichever run made them. */
    void remove() throws RouteException, InterruptedException {
        kept = Optional.empty();
        remove(Set.of());
    }

    /** Those of ours that are there. */
    Set<String> found() throws RouteException {
        try {
            return kernel.names().stream()
                    .filter(name -> name.startsWith(PairSet.PREFIX))
                    .collect(Collectors.toSet());
        } catch (LinuxException e) {
            if (e.errno() == LinuxException.EINVAL) { // this kernel has no sets at all
                return Set.of();
            }
            throw refused(e);
        } catch (IOException e) {
            throw refused(e);
        }
    }

    /** Rules of iptables-nft that are gone let go of their sets a little later. */
    private void remove(Set<String> wanted) throws RouteException, InterruptedException {
        var left = new HashSet<String>(found());
        left.removeAll(wanted);
        for (int i = 0; i < TRIES && !left.isEmpty(); i++) {
            if (i > 0) {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLISECONDS);
            }
            destroy(left);
        }
        if (!left.isEmpty()) {
            throw new RouteException(
                    Reason.CONFLICT,
                    "the sets " + left.stream().sorted().collect(Collectors.joining(", "))
                            + " of sticky clients cannot be removed: rules of others name them. Remove those rules"
                            + " (iptables-save, in both variants)");
        }
    }

    private void destroy(Set<String> left) throws RouteException {
        for (String name : List.copyOf(left)) {
            try {
                if (kernel.destroy(name)) {
                    left.remove(name);
                }
            } catch (IOException e) {
                throw refused(e);
            }
        }
    }

    private static RouteException refused(IOException e) {
        boolean permission = e instanceof LinuxException linux && linux.errno() == LinuxException.EPERM;
        boolean other = e instanceof LinuxException linux && linux.errno() == LinuxException.EEXIST;
        String remedy = permission
                ? "Run as root or with CAP_NET_ADMIN"
                : other ? "That set was not made by this program: ipset destroy it" : "Sticky pins need it";
        return new RouteException(
                permission ? Reason.PERMISSION : other ? Reason.CONFLICT : Reason.FAILED,
                "sets of sticky clients: " + e.getMessage() + ". " + remedy,
                e);
    }
}
