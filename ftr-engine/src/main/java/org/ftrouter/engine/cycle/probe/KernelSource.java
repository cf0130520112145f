// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.probe;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.ftrouter.api.Family;
import org.ftrouter.api.Uplink;
import org.ftrouter.linux.NetlinkSocket;
import org.ftrouter.linux.NetworkLink;
import org.ftrouter.linux.NetworkState;
import org.ftrouter.linux.NetworkWatch;
import org.jspecify.annotations.Nullable;

/** The facts as the kernel has them, by netlink. */
public final class KernelSource implements NetworkSource {
    private static final Logger LOG = LogManager.getLogger(KernelSource.class);
    private static final Duration LONG = Duration.ofMinutes(1);

    private final NetlinkSocket socket;
    private int ownProtocol;
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
    public void own(int protocol) {
        ownProtocol = protocol;
        if (watch != null) {
            watch.passOverRoutesOf(protocol);
        }
    }

    @Override
    public NetworkState refreshLinks(NetworkState last, Set<String> devices) throws IOException {
        var links = new ArrayList<NetworkLink>(last.links());
        for (int i = 0; i < links.size(); i++) {
            NetworkLink before = links.get(i);
            if (devices.contains(before.name())) {
                Optional<NetworkLink> now = socket.link(before.index());
                if (now.filter(link -> link.name().equals(before.name())).isEmpty()) {
                    return read(); // gone or renamed, and the event is still to come
                }
                links.set(i, now.get());
            }
        }
        return new NetworkState(links, last.addresses(), last.defaults());
    }

    @Override
    public Optional<InetAddress> ownGateway(Uplink uplink, NetworkLink link, InetAddress address) throws IOException {
        Family family = address instanceof Inet4Address ? Family.IPV4 : Family.IPV6;
        return socket.routes(family).stream()
                .filter(r -> r.isDefault() && r.protocol() == ownProtocol && r.table() == uplink.table())
                .filter(r -> r.source().equals(Optional.of(address)))
                .flatMap(r -> r.hops().stream())
                .filter(hop -> hop.link() == link.index())
                .flatMap(hop -> hop.gateway().stream())
                .findFirst();
    }

    @Override
    public void watch(Runnable onChange) throws IOException {
        NetworkWatch opened = NetworkWatch.open();
        opened.passOverRoutesOf(ownProtocol); // each route written would have all read anew
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
