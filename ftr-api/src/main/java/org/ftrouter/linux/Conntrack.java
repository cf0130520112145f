// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.ftrouter.api.Family;

/**
 * The kernel's table of tracked connections, of the network namespace of the thread that opened it. Not for several threads
 * at once. Needs CAP_NET_ADMIN, and the kernel's {@code nf_conntrack_netlink}.
 */
public final class Conntrack implements AutoCloseable {
    /** Entries held in memory at once; the table of a busy router has hundreds of thousands. */
    private static final int BATCH = 2000;

    private final NetlinkDialogue kernel;
    private int kept;

    private Conntrack(NetlinkDialogue kernel) {
        this.kernel = kernel;
    }

    /** Opens a socket. */
    public static Conntrack open() throws IOException {
        return new Conntrack(new NetlinkDialogue(NetlinkChannel.open(NetlinkChannel.NETFILTER, 0)));
    }

    /**
     * Forgets the connections of a family, marked like this within the mask, that the condition picks. Their next packet is
     * routed and translated as that of a new connection. Returns how many; those that end by themselves meanwhile do not
     * count, nor do those that {@link #kept} counts.
     */
    public int forget(Family family, int mark, int mask, Predicate<Connection> which) throws IOException {
        int forgotten = 0;
        while (true) {
            kept = 0;
            List<NetlinkMessage> batch = batch(family, mark, mask, which, this::isFree);
            int gone = 0;
            for (NetlinkMessage entry : batch) {
                gone += forget(entry) ? 1 : 0;
            }
            forgotten += gone;
            if (batch.size() < BATCH || gone == 0) {
                return forgotten;
            }
        }
    }

    /** How many the last {@link #forget} has left because a flowtable has them: the kernel lets nobody forget those. */
    public int kept() {
        return kept;
    }

    private boolean isFree(NetlinkMessage message) throws NetlinkFormatException {
        boolean offloaded = Connection.offloaded(message);
        kept += offloaded ? 1 : 0;
        return !offloaded;
    }

    /** A condition on an entry as the kernel has written it. */
    private interface Entry {
        boolean holds(NetlinkMessage message) throws NetlinkFormatException;
    }

    private List<NetlinkMessage> batch(Family family, int mark, int mask, Predicate<Connection> which, Entry further)
            throws IOException {
        byte[] head = head(family)
                .attribute(Ctnetlink.CTA_MARK, big(mark))
                .attribute(Ctnetlink.CTA_MARK_MASK, big(mask))
                .toBytes();
        return kernel.dump(Ctnetlink.GET, head, "connections", BATCH, message -> {
            Optional<Connection> connection =
                    message.type() == Ctnetlink.NEW ? Connection.decode(message) : Optional.empty();
            return connection
                            .filter(c -> c.family() == family && (c.mark() & mask) == mark) // old kernels do not filter
                            .filter(which)
                            .isPresent()
                    && further.holds(message);
        });
    }

    /**
     * Gives connections of a family the mark they ought to have within the mask, as {@code right} says; other bits stay.
     * Returns how many were wrong; those that end by themselves meanwhile do not count.
     */
    public int remark(Family family, int mask, ToIntFunction<Connection> right) throws IOException {
        int corrected = 0;
        while (true) {
            List<NetlinkMessage> batch =
                    batch(family, 0, 0, c -> (c.mark() & mask) != (right.applyAsInt(c) & mask), any -> true);
            int done = 0;
            for (NetlinkMessage entry : batch) {
                Connection connection = Connection.decode(entry).orElseThrow();
                done += remark(entry, connection, right.applyAsInt(connection), mask) ? 1 : 0;
            }
            corrected += done;
            if (batch.size() < BATCH || done == 0) {
                return corrected;
            }
        }
    }

    private boolean remark(NetlinkMessage entry, Connection connection, int mark, int mask) throws IOException {
        NetlinkAttributes attributes = NetlinkAttributes.after(Ctnetlink.HEAD, entry.payload());
        byte[] change = head(connection.family())
                .attribute(Ctnetlink.CTA_TUPLE_ORIG | Ctnetlink.NESTED, copy(attributes, Ctnetlink.CTA_TUPLE_ORIG))
                .attribute(Ctnetlink.CTA_MARK, big(mark & mask))
                .attribute(Ctnetlink.CTA_MARK_MASK, big(mask))
                .toBytes();
        return changed(new NetlinkMessage(Ctnetlink.NEW, 0, 0, change), "mark connection");
    }

    private static byte[] copy(NetlinkAttributes attributes, int type) {
        ByteBuffer value = attributes.bytes(type);
        byte[] bytes = new byte[value.remaining()];
        value.get(bytes);
        return bytes;
    }

    private static NetlinkWriter head(Family family) {
        return new NetlinkWriter().u8(family.number()).u8(0).u16(0);
    }

    /**
     * False if it had ended by itself or has got into a flowtable meanwhile. The entry's id goes with the request, so that no
     * later one of the kind is hit.
     */
    private boolean forget(NetlinkMessage entry) throws IOException {
        try {
            return changed(entry.as(Ctnetlink.DELETE, 0, 0), "forget connection");
        } catch (LinuxException e) {
            if (e.errno() == LinuxException.EBUSY) {
                kept++;
                return false;
            }
            throw e;
        }
    }

    private boolean changed(NetlinkMessage request, String what) throws IOException {
        try {
            kernel.request(request, what, "");
            return true;
        } catch (LinuxException e) {
            if (e.errno() == LinuxException.ENOENT) {
                return false;
            }
            throw e;
        }
    }

    private static byte[] big(int value) {
        return ByteBuffer.allocate(4).order(ByteOrder.BIG_ENDIAN).putInt(value).array();
    }

    @Override
    public void close() {
        kernel.close();
    }
}
