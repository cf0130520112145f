// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.probe;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.ftrouter.linux.NetlinkSocket;
import org.ftrouter.linux.NetworkState;
import org.ftrouter.linux.NetworkWatch;
import org.jspecify.annotations.Nullable;

/** The facts as the kernel has them, by netlink. */
public final class KernelSource implements NetworkSource {
    private static final Logger LOG = LogManager.getLogger(KernelSource.class);
    private static final Duration LONG = Duration.ofMinutes(1);

    private final NetlinkSocket socket;
    private final int ownProtocol;
    private @Nullable NetworkWatch watch;

    /**
     * Opens a netlink socket.
     *
     * @param ownProtocol route protocol number of our own routes, from which nothing is learnt
     */
    public KernelSource(int ownProtocol) throws IOException {
        this.socket = NetlinkSocket.open();
        this.ownProtocol = ownProtocol;
    }

    @Override
    public NetworkState read() throws IOException {
        return NetworkState.read(socket, ownProtocol);
    }

    @Override
    public NetworkState refreshLinks(NetworkState last) throws IOException {
        return new NetworkState(socket.links(), last.addresses(), last.defaults());
    }

    @Override
    public void watch(Runnable onChange) throws IOException {
        NetworkWatch opened = NetworkWatch.open();
        watch = opened;
        var thread = new Thread(() -> listen(opened, onChange), "kernel-events");
        thread.setDaemon(true);
        thread.start();
    }

    private static void listen(NetworkWatch watch, Runnable onChange) {
        try {
            while (true) {
                NetworkWatch.Events events = watch.await(LONG);
                if (events.link() || events.address() || events.route() || events.lost()) {
                    onChange.run();
                }
            }
        } catch (ClosedChannelException e) {
            LOG.debug("kernel events: closed");
        } catch (IOException e) {
            LOG.error("Kernel events can no longer be heard; links are polled instead", e);
        }
    }

    @Override
    public void close() {
        if (watch != null) {
            watch.close();
        }
        socket.close();
    }
}
