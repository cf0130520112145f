// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.nio.BufferUnderflowException;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;

/**
 * What messages tell of some tables of nftables. The kernel tells each change of a transaction, and at its end that there
 * is a new generation, and which program made it (Linux 4.14). No input or output; used by one thread.
 */
final class NftablesChanges {
    /** {@code NFNL_SUBSYS_NFTABLES}. */
    private static final int SUBSYSTEM = 10 << 8;

    private static final int NEW_GENERATION = SUBSYSTEM | 15;

    /** {@code DELTABLE}, {@code DELCHAIN}, {@code DELRULE}, {@code DELSET}, {@code DELSETELEM}. */
    private static final Set<Integer> DELETIONS =
            Set.of(SUBSYSTEM | 2, SUBSYSTEM | 5, SUBSYSTEM | 8, SUBSYSTEM | 11, SUBSYSTEM | 14);

    /** {@code nfgenmsg}. */
    private static final int HEAD = 4;

    /** In every message but that of a new generation: the name of the table. */
    private static final int TABLE = 1;

    /** In that of a new generation: the number of the process as the machine counts it, in network byte order. */
    private static final int PROCESS = 2;

    /** The first 15 bytes of the program's name. */
    private static final int PROGRAM = 3;

    private final Set<String> tables;
    private final LongPredicate own;
    private boolean touched;
    private boolean deleted;
    private Optional<NftablesWatch.Author> author = Optional.empty();
    private boolean authorDeleted;

    /** @param own whether a process works for the one who asks */
    NftablesChanges(Set<String> tables, LongPredicate own) {
        this.tables = Set.copyOf(tables);
        this.own = own;
    }

    /** Takes the next message, and says whether one of the tables or anything in it changed, or may have. */
    boolean saw(NetlinkMessage message) {
        if (message.type() == NetlinkMessage.OVERRUN) {
            touched = false; // whose changes these were may be what was lost
            author = Optional.empty();
            return true;
        }
        if (message.type() == NEW_GENERATION) {
            if (touched) {
                ended(message);
            }
            touched = false;
            deleted = false;
            return false;
        }
        try {
            NetlinkAttributes attributes = NetlinkAttributes.after(HEAD, message.payload());
            boolean concerned = tables.contains(attributes.text(TABLE));
            touched |= concerned;
            deleted |= concerned && DELETIONS.contains(message.type());
            return concerned;
        } catch (NetlinkFormatException e) {
            return true; // it may
        }
    }

    /** The port of a program's first socket is its process, as its own namespace counts: ours are known by either. */
    private void ended(NetlinkMessage message) {
        try {
            NetlinkAttributes attributes = NetlinkAttributes.after(HEAD, message.payload());
            int process = attributes.bytes(PROCESS).order(ByteOrder.BIG_ENDIAN).getInt();
            String program = attributes.text(PROGRAM).replaceAll("[^\\x20-\\x7e]", "?");
            boolean ours = own.test(process) || own.test(message.port());
            if (!ours && (deleted || !authorDeleted)) {
                author = Optional.of(new NftablesWatch.Author(program, process));
                authorDeleted = deleted;
            }
        } catch (NetlinkFormatException | BufferUnderflowException e) {
            return; // an old kernel does not say who it was
        }
    }

    /** Who changed them since this was asked last. */
    Optional<NftablesWatch.Author> author() {
        Optional<NftablesWatch.Author> last = author;
        author = Optional.empty();
        authorDeleted = false;
        return last;
    }
}
