// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;

/**
 * Hears what the kernel tells of changes to links, addresses, routes and rules of both families, in the network namespace
 * of the thread that opened it. Events are hints: after any of them, read afresh. IPv4 routes that go because a link or
 * address goes, go without an event. One thread awaits; any thread may close.
 */
public final class NetworkWatch implements AutoCloseable {
    private static final int MOST_AT_ONCE = 10_000;

    /**
     * What changed since the last call.
     *
     * @param link an interface came, went or changed
     * @param address an address came, went or changed
     * @param route a route did
     * @param rule a rule did
     * @param lost events were lost, so that anything may have changed
     */
    public record Events(boolean link, boolean address, boolean route, boolean rule, boolean lost) {
        /** Nothing changed. */
        public static final Events NONE = new Events(false, false, false, false, false);

        /** Whether anything changed. */
        public boolean any() {
            return link || address || route || rule || lost;
        }

        Events and(NetlinkMessage message) {
            int type = message.type();
            return new Events(
                    link || type == Rtnetlink.NEW_LINK || type == Rtnetlink.DELETE_LINK,
                    address || type == Rtnetlink.NEW_ADDRESS || type == Rtnetlink.DELETE_ADDRESS,
                    route || type == Rtnetlink.NEW_ROUTE || type == Rtnetlink.DELETE_ROUTE,
                    rule || type == Rtnetlink.NEW_RULE || type == Rtnetlink.DELETE_RULE,
                    lost || type == NetlinkMessage.OVERRUN);
        }

        Events withLost() {
            return new Events(link, address, route, rule, true);
        }
    }

    private final NetlinkChannel channel;
    private final int wakeUp;
    private final ByteBuffer pollEntries = LibC.buffer(16);
    private final Object inUse = new Object();
    private volatile boolean closed;

    private NetworkWatch(NetlinkChannel channel, int wakeUp) {
        this.channel = channel;
        this.wakeUp = wakeUp;
    }

    /** Starts to listen: what happens from now on is told by {@link #await}. Needs no privilege. */
    public static NetworkWatch open() throws IOException {
        int wakeUp = LibC.eventfd(0, LibC.EFD_NONBLOCK | LibC.EFD_CLOEXEC);
        if (wakeUp < 0) {
            throw LinuxException.last("eventfd", "network watch");
        }
        try {
            return new NetworkWatch(NetlinkChannel.open(NetlinkChannel.ROUTE, Rtnetlink.GROUPS), wakeUp);
        } catch (IOException e) {
            LibC.close(wakeUp);
            throw e;
        }
    }

    /**
     * Waits until something changed and says what; {@link Events#NONE} when the time is over.
     *
     * @throws ClosedChannelException once the watch is closed, also while waiting
     */
    public Events await(Duration timeout) throws IOException {
        synchronized (inUse) {
            if (closed) {
                throw new ClosedChannelException();
            }
            pollEntries.clear();
            pollEntries.putInt(channel.fd()).putShort((short) LibC.POLLIN).putShort((short) 0);
            pollEntries.putInt(wakeUp).putShort((short) LibC.POLLIN).putShort((short) 0);
            long milliseconds = Math.max(0, Math.min(timeout.plusNanos(999_999).toMillis(), Integer.MAX_VALUE));
            LibC.poll(LibC.address(pollEntries), 2, (int) milliseconds);
            if (closed) {
                throw new ClosedChannelException();
            }
            return drain();
        }
    }

    /** After a loss the kernel drops further events, and does not say so again, until all that it kept are read. */
    private Events drain() throws IOException {
        Events events = Events.NONE;
        for (int i = 0; i < MOST_AT_ONCE || events.lost(); i++) {
            try {
                List<NetlinkMessage> messages = channel.receiveNow("network events");
                if (messages.isEmpty()) {
                    break;
                }
                for (NetlinkMessage message : messages) {
                    events = events.and(message);
                }
            } catch (NetlinkFormatException e) {
                events = events.withLost();
            } catch (LinuxException e) {
                if (e.errno() != LinuxException.ENOBUFS) {
                    throw e;
                }
                events = events.withLost();
            }
        }
        return events;
    }

    /** Stops listening. An {@link #await} that waits ends. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        ByteBuffer one = LibC.buffer(8).putLong(0, 1);
        LibC.write(wakeUp, LibC.address(one), 8);
        synchronized (inUse) {
            channel.close();
            LibC.close(wakeUp);
        }
    }
}
