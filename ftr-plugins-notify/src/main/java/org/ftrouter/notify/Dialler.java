// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.function.Supplier;
import org.ftrouter.api.notify.Steps;
import org.jspecify.annotations.Nullable;

/**
 * Makes TCP connections of which one is open at a time, and which any thread can end, also those that are still to come.
 * Nothing here has a deadline of its own: the one of the {@link Attempt} is meant to be heard, and two clocks set to the
 * same time race.
 */
public final class Dialler {
    private final Names names;
    private final Supplier<? extends Socket> sockets;
    private @Nullable Socket open;
    private boolean abandoned;

    /** With sockets of that kind. */
    public Dialler(Names names, Supplier<? extends Socket> sockets) {
        this.names = names;
        this.sockets = sockets;
    }

    /**
     * Tries every address of the host in turn, for its share of the limit: one of them may belong to a family that does not
     * work just now. The last one has until somebody calls {@link #abandon()}, and so has every read.
     */
    public Socket connect(String host, int port, Duration limit, Steps steps) throws IOException {
        steps.begin("name", host);
        InetAddress[] addresses = names.of(host);
        steps.passed(Approach.shown(addresses));
        int share = (int) Math.max(1, limit.toMillis() / addresses.length);
        IOException failed = new IOException("no address");
        for (int i = 0; i < addresses.length; i++) {
            InetAddress address = addresses[i];
            steps.begin("connect", address.getHostAddress() + " port " + port);
            Socket candidate = adopted(sockets.get());
            try {
                candidate.connect(named(host, address, port), i < addresses.length - 1 ? share : 0);
                steps.passed("");
                return candidate;
            } catch (IOException e) {
                candidate.close();
                failed = e;
            }
        }
        throw failed;
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

    /** Ends what is open, and everything that would be opened later. */
    public synchronized void abandon() {
        abandoned = true;
        close();
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
