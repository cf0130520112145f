// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Waits for events of netlink groups. One thread awaits; any thread may close. */
final class NetlinkEvents implements AutoCloseable {
    private static final int MOST_AT_ONCE = 10_000;
    private static final NetlinkMessage LOST = new NetlinkMessage(NetlinkMessage.OVERRUN, 0, 0, new byte[0]);

    private final NetlinkChannel channel;
    private final int wakeUp;
    private final ByteBuffer pollEntries = LibC.buffer(16);
    private final Object inUse = new Object();
    private volatile boolean closed;

    private NetlinkEvents(NetlinkChannel channel, int wakeUp) {
        this.channel = channel;
        this.wakeUp = wakeUp;
    }

    /** Starts to listen to the groups (bits) of a protocol. */
    static NetlinkEvents open(int protocol, int groups) throws IOException {
        int wakeUp = LibC.eventfd(0, LibC.EFD_NONBLOCK | LibC.EFD_CLOEXEC);
        if (wakeUp < 0) {
            throw LinuxException.last("eventfd", "netlink events");
        }
        try {
            return new NetlinkEvents(NetlinkChannel.open(protocol, groups), wakeUp);
        } catch (IOException e) {
            LibC.close(wakeUp);
            throw e;
        }
    }

    /**
     * Waits until something is told; empty when the time is over. A message of type {@link NetlinkMessage#OVERRUN} stands
     * for events that were lost.
     *
     * @throws ClosedChannelException once it is closed, also while waiting
     */
    List<NetlinkMessage> await(Duration timeout) throws IOException {
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
    private List<NetlinkMessage> drain() throws IOException {
        var events = new ArrayList<NetlinkMessage>();
        boolean lost = false;
        for (int i = 0; i < MOST_AT_ONCE || lost; i++) {
            try {
                List<NetlinkMessage> messages = channel.receiveNow("netlink events");
                if (messages.isEmpty()) {
                    break;
                }
                events.addAll(messages);
            } catch (NetlinkFormatException e) {
                lost = true;
            } catch (LinuxException e) {
                if (e.errno() != LinuxException.ENOBUFS) {
                    throw e;
                }
                lost = true;
            }
        }
        if (lost) {
            events.add(LOST);
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
