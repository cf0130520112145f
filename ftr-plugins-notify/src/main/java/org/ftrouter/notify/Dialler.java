// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.function.Supplier;
import org.ftrouter.api.notify.Steps;
import org.ftrouter.linux.LinuxSocket;
import org.ftrouter.linux.TcpSocket;
import org.jspecify.annotations.Nullable;

/**
 * Makes TCP connections of which one is open at a time, and which any thread can end, also those that are still to come.
 * Nothing here has a deadline of its own: the one of the {@link Attempt} is meant to be heard, and two clocks set to the
 * same time race. Connections through an uplink, whose waits nobody can end, have one that comes a little later.
 */
public final class Dialler {
    private static final Duration GRACE = Duration.ofSeconds(5);
    private final Names names;
    private final Supplier<? extends Socket> sockets;
    private final long mostReceived;
    private @Nullable Socket open;
    private boolean abandoned;

    /** With usual sockets. */
    public Dialler(Names names) {
        this(names, Socket::new, Long.MAX_VALUE);
    }

    /** With sockets of that kind, which receive no more bytes than that. */
    public Dialler(Names names, Supplier<? extends Socket> sockets, long mostReceived) {
        this.names = names;
        this.sockets = sockets;
        this.mostReceived = mostReceived;
    }

    /**
     * Tries every address of the host in turn, for its share of the limit: one of them may belong to a family that does not
     * work just now. The last one has until somebody calls {@link #abandon()}, and so has every read.
     */
    public Socket connect(String host, int port, Duration limit, Steps steps) throws IOException {
        steps.begin("name", host);
        InetAddress[] addresses = names.of(host);
        steps.passed(Approach.shown(addresses));
        Duration share = limit.dividedBy(Math.max(1, addresses.length));
        IOException failed = new IOException("no address");
        for (int i = 0; i < addresses.length; i++) {
            steps.begin("connect", addresses[i].getHostAddress() + " port " + port + through());
            try {
                InetSocketAddress peer = named(host, addresses[i], port);
                boolean last = i == addresses.length - 1;
                Socket made = names.via().isUplink()
                        ? throughUplink(peer, last ? limit.plus(GRACE) : share, limit.plus(GRACE))
                        : plain(peer, last ? Duration.ZERO : share);
                steps.passed("");
                return made;
            } catch (IOException e) {
                failed = e;
            }
        }
        throw failed;
    }

    private String through() {
        return names.via().isUplink() ? " through " + names.via() : "";
    }

    /** For ever, if the time is zero. */
    private Socket plain(InetSocketAddress peer, Duration wait) throws IOException {
        Socket made = adopted(sockets.get());
        try {
            made.connect(peer, (int) (wait.isZero() ? 0 : Math.max(1, wait.toMillis())));
            return made;
        } catch (IOException e) {
            made.close();
            throw e;
        }
    }

    private Socket throughUplink(InetSocketAddress peer, Duration wait, Duration each) throws IOException {
        TcpSocket socket = LinuxSocket.tcp(names.via().towards(peer.getAddress()));
        try {
            socket.connect(peer, wait);
            return adopted(socket.stream(peer, () -> left(each), mostReceived));
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private synchronized Duration left(Duration each) {
        return abandoned ? Duration.ZERO : each;
    }

    /** The address with the configured name, so that nobody looks up a name for it. */
    private static InetSocketAddress named(String host, InetAddress address, int port) throws IOException {
        return new InetSocketAddress(InetAddress.getByAddress(host, address.getAddress()), port);
    }

    private synchronized Socket adopted(Socket mine) throws IOException {
        if (abandoned) {
            mine.close();
            throw new IOException("given up");
        }
        open = mine;
        return mine;
    }

    /** Ends what is open, and everything that would be opened later; through an uplink, with the wait that is going on. */
    public synchronized void abandon() {
        abandoned = true;
        if (!names.via().isUplink()) { // a descriptor of ours is not to be closed under its user
            close();
        }
    }

    /** Ends what is open. */
    public synchronized void close() {
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                open = null; // closed or not, nobody uses it any more
            }
        }
    }
}
