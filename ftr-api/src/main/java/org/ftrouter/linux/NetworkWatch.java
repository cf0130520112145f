// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
     * @param deletions the first routes and rules that were deleted, and by whom
     */
    public record Events(
            boolean link, boolean address, boolean route, boolean rule, boolean lost, List<Deletion> deletions) {
        private static final int MOST_DELETIONS = 16;

        /** Nothing changed. */
        public static final Events NONE = new Events(false, false, false, false, false, List.of());

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
                    lost || type == NetlinkMessage.OVERRUN,
                    deletions(message));
        }

        Events withLost() {
            return new Events(link, address, route, rule, true, deletions);
        }

        private List<Deletion> deletions(NetlinkMessage message) {
            Optional<Deletion> one = deletions.size() < MOST_DELETIONS ? Deletion.of(message) : Optional.empty();
            if (one.isEmpty()) {
                return deletions;
            }
            var all = new ArrayList<>(deletions);
            all.add(one.get());
            return List.copyOf(all);
        }
    }

    /**
     * A route or rule that was deleted at somebody's request.
     *
     * @param process who asked, as a process number; of a process with several sockets, perhaps another number
     * @param protocol who had made it
     * @param rule whether it was a rule
     */
    public record Deletion(int process, int protocol, boolean rule) {
        private static Optional<Deletion> of(NetlinkMessage message) {
            boolean rule = message.type() == Rtnetlink.DELETE_RULE;
            boolean route = message.type() == Rtnetlink.DELETE_ROUTE;
            if (message.port() <= 0 || !(rule || route)) {
                return Optional.empty();
            }
            try {
                ByteBuffer payload = message.payload();
                int protocol = route
                        ? payload.get(5) & 0xff
                        : NetlinkAttributes.after(Rtnetlink.RULE_HEAD, payload).u8(Rtnetlink.FRA_PROTOCOL, 0);
                return Optional.of(new Deletion(message.port(), protocol, rule));
            } catch (NetlinkFormatException | IndexOutOfBoundsException e) {
                return Optional.empty();
            }
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
