// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;
import org.ftrouter.api.Uplink;
import org.ftrouter.linux.NetworkLink;
import org.ftrouter.linux.NetworkState;

/** Where the facts about links, addresses and gateways come from: the kernel, or a demonstration. */
public interface NetworkSource extends AutoCloseable {

    /** Everything, read afresh. */
    NetworkState read() throws IOException;

    /** The same with only the links of these names read afresh, which is cheap on a machine with many others, too. */
    NetworkState refreshLinks(NetworkState last, Set<String> devices) throws IOException;

    /** From now on routes that bear this protocol number are our own, from which nothing is learnt. */
    default void own(int protocol) {}

    /**
     * The gateway of the default route that we ourselves made for an uplink, in its own table, from this address: what was
     * learnt before a restart.
     */
    default Optional<InetAddress> ownGateway(Uplink uplink, NetworkLink link, InetAddress address) throws IOException {
        return Optional.empty();
    }

    /** Calls the listener, on any thread, whenever something may have changed. At most once. */
    void watch(Runnable onChange) throws IOException;

    @Override
    void close();
}
