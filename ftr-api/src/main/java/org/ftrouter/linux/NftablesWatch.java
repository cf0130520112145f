// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;

/**
 * Hears what the kernel tells of changes to some tables of nftables, whatever their family, in the network namespace of the
 * thread that opened it. Events are hints: after one, read afresh. One thread awaits; any thread may close.
 */
public final class NftablesWatch implements AutoCloseable {
    /** {@code NFNLGRP_NFTABLES}. */
    private static final int GROUPS = 1 << (7 - 1);

    private final NetlinkEvents events;
    private final NftablesChanges changes;

    /**
     * Who changed a table. It may have ended since.
     *
     * @param program the first 15 bytes of its name, printable
     * @param process its number, as the machine counts also if we are in a container
     */
    public record Author(String program, long process) {
        /** {@code nft (process 411)}. */
        @Override
        public String toString() {
            return program + " (process " + process + ")";
        }
    }

    private NftablesWatch(NetlinkEvents events, NftablesChanges changes) {
        this.events = events;
        this.changes = changes;
    }

    /**
     * Starts to listen: what happens from now on is told by {@link #await}. Needs CAP_NET_ADMIN.
     *
     * @param own whether a process works for the caller and so is no {@link #author}; called by the thread that awaits
     */
    public static NftablesWatch open(Set<String> tables, LongPredicate own) throws IOException {
        return new NftablesWatch(
                NetlinkEvents.open(NetlinkChannel.NETFILTER, GROUPS), new NftablesChanges(tables, own));
    }

    /**
     * Waits until something is told, and says whether one of the tables or anything in it changed; also true if events were lost.
     *
     * @throws ClosedChannelException once the watch is closed, also while waiting
     */
    public boolean await(Duration timeout) throws IOException {
        boolean concerned = false;
        for (NetlinkMessage message : events.await(timeout)) {
            concerned |= changes.saw(message);
        }
        return concerned;
    }

    /**
     * Who changed one of the tables, as far as {@link #await} has told of it and since this was asked last: of several, the
     * last one that deleted something, else the last. Empty if nobody did but processes of our own, or if events were lost.
     * Called by the thread that awaits.
     */
    public Optional<Author> author() {
        return changes.author();
    }

    /** Stops listening. An {@link #await} that waits ends. */
    @Override
    public void close() {
        events.close();
    }
}
