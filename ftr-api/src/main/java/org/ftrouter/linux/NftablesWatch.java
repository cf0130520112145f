// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Set;

/**
 * Hears what the kernel tells of changes to some tables of nftables, whatever their family, in the network namespace of the
 * thread that opened it. Events are hints: after one, read afresh. One thread awaits; any thread may close.
 */
public final class NftablesWatch implements AutoCloseable {
    /** {@code NFNLGRP_NFTABLES}. */
    private static final int GROUPS = 1 << (7 - 1);

    private static final int NEW_GENERATION = 10 << 8 | 15;

    /** {@code nfgenmsg}. */
    private static final int HEAD = 4;

    /** In every message but that of a new generation: the name of the table. */
    private static final int TABLE = 1;

    private final NetlinkEvents events;
    private final Set<String> tables;

    private NftablesWatch(NetlinkEvents events, Set<String> tables) {
        this.events = events;
        this.tables = Set.copyOf(tables);
    }

    /** Starts to listen: what happens from now on is told by {@link #await}. Needs CAP_NET_ADMIN. */
    public static NftablesWatch open(Set<String> tables) throws IOException {
        return new NftablesWatch(NetlinkEvents.open(NetlinkChannel.NETFILTER, GROUPS), tables);
    }

    /**
     * Waits until something is told, and says whether one of the tables or anything in it changed; also true if events were lost.
     *
     * @throws ClosedChannelException once the watch is closed, also while waiting
     */
    public boolean await(Duration timeout) throws IOException {
        boolean concerned = false;
        for (NetlinkMessage message : events.await(timeout)) {
            concerned |= concerns(message, tables);
        }
        return concerned;
    }

    static boolean concerns(NetlinkMessage message, Set<String> tables) {
        if (message.type() == NetlinkMessage.OVERRUN) {
            return true;
        }
        try {
            return message.type() != NEW_GENERATION
                    && tables.contains(
                            NetlinkAttributes.after(HEAD, message.payload()).text(TABLE));
        } catch (NetlinkFormatException e) {
            return true; // it may
        }
    }

    /** Stops listening. An {@link #await} that waits ends. */
    @Override
    public void close() {
        events.close();
    }
}
