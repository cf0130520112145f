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
                        ? routeProtocol(message)
                        : NetlinkAttributes.after(Rtnetlink.RULE_HEAD, payload).u8(Rtnetlink.FRA_PROTOCOL, 0);
                return Optional.of(new Deletion(message.port(), protocol, rule));
            } catch (NetlinkFormatException | IndexOutOfBoundsException e) {
                return Optional.empty();
            }
        }
    }

    private static final int NOBODY = -1;

    private final NetlinkEvents events;
    private volatile int passedOver = NOBODY;

    private NetworkWatch(NetlinkEvents events) {
        this.events = events;
    }

    /** Starts to listen: what happens from now on is told by {@link #await}. Needs no privilege. */
    public static NetworkWatch open() throws IOException {
        return new NetworkWatch(NetlinkEvents.open(NetlinkChannel.ROUTE, Rtnetlink.GROUPS));
    }

    /**
     * Waits until something changed and says what; {@link Events#NONE} when the time is over.
     *
     * @throws ClosedChannelException once the watch is closed, also while waiting
     */
    public Events await(Duration timeout) throws IOException {
        Events seen = Events.NONE;
        for (NetlinkMessage message : events.await(timeout)) {
            seen = isPassedOver(message) ? seen : seen.and(message);
        }
        return seen;
    }

    /** Tells no more of the routes of one maker. Any thread. */
    public void passOverRoutesOf(int protocol) {
        passedOver = protocol;
    }

    private boolean isPassedOver(NetlinkMessage message) {
        boolean route = message.type() == Rtnetlink.NEW_ROUTE || message.type() == Rtnetlink.DELETE_ROUTE;
        return route && message.payload().remaining() >= Rtnetlink.ROUTE_HEAD && routeProtocol(message) == passedOver;
    }

    private static int routeProtocol(NetlinkMessage route) {
        return route.payload().get(5) & 0xff; // struct rtmsg
    }

    /** Stops listening. An {@link #await} that waits ends. */
    @Override
    public void close() {
        events.close();
    }
}
