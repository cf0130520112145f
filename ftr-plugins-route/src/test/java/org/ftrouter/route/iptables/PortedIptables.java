// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.ftrouter.api.Family;
import org.ftrouter.api.route.RouteBackendFactory;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.linux.IpSets;
import org.ftrouter.route.Commands;
import org.ftrouter.route.Completed;

/**
 * The backend with something between it and what it writes to: the programs it runs, and sets of the kernel. Where that
 * has no sets of pairs, they are of another kind whose entries have two parts as well: an address and a port.
 */
public final class PortedIptables {
    private PortedIptables() {}

    /** A factory of such backends. */
    public static RouteBackendFactory through(UnaryOperator<Commands> port) {
        return new IptablesBackendFactory(port, new Ported(sets(), port.apply((c, i) -> new Completed(0, "", ""))));
    }

    /** What the kernel has for pairs. */
    static PairSets.Kernel sets() {
        var real = new KernelSets(IpSets.PAIRS);
        try {
            return real.knowsPairs() ? real : new KernelSets("hash:ip,port");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of all sets in the network namespace of this thread. */
    public static Set<String> setNames() throws IOException {
        return sets().names();
    }

    /** Each write is one step of the port, as a program's input is. */
    private record Ported(PairSets.Kernel kernel, Commands steps) implements PairSets.Kernel {
        @Override
        public boolean knowsPairs() throws IOException {
            return kernel.knowsPairs();
        }

        @Override
        public void create(String name, Family family) throws IOException {
            step(name);
            kernel.create(name, family);
        }

        @Override
        public Set<String> names() throws IOException {
            return kernel.names();
        }

        @Override
        public boolean destroy(String name) throws IOException {
            step(name);
            return kernel.destroy(name);
        }

        private void step(String name) throws IOException {
            try {
                steps.run(List.of("set", name), name);
            } catch (RouteException | InterruptedException e) {
                throw new IOException(e);
            }
        }
    }
}
