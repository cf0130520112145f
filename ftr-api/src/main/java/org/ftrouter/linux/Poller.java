// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Waits for several sockets at once ({@code poll}). For one thread, except {@link #wake}, which any thread may call; it
 * is that thread that closes it.
 */
public final class Poller implements AutoCloseable {
    /** The longest wait asked of the kernel; longer ones are several. */
    private static final long MOST_MILLISECONDS = 3_600_000;

    private static final int SIZE = 8;
    private static final int EVENTS = 4;
    private static final int REVENTS = 6;
    private final List<Entry> entries = new ArrayList<>();
    private final AtomicBoolean awake = new AtomicBoolean();
    private final ByteBuffer counter = LibC.buffer(Long.BYTES);
    private final ByteBuffer one = LibC.buffer(Long.BYTES).putLong(0, 1);
    private final long counterPointer = LibC.address(counter);
    private final long onePointer = LibC.address(one);
    private final int eventFd;
    private boolean closed;
    private List<Entry> polled = List.of();
    private ByteBuffer descriptors = LibC.buffer(SIZE);
    private long descriptorsPointer;

    private record Entry(LinuxSocket socket, Runnable reader) {}

    public Poller() throws LinuxException {
        eventFd = LibC.eventfd(0, LibC.EFD_NONBLOCK | LibC.EFD_CLOEXEC);
        if (eventFd < 0) {
            throw LinuxException.last("eventfd", "of a poller");
        }
        arrange();
    }

    /** Adds an open socket, and what to do whenever it can be read or has failed. */
    public void add(LinuxSocket socket, Runnable reader) {
        entries.add(new Entry(socket, reader));
        arrange();
    }

    /** Removes a socket, before it is closed. */
    public void remove(LinuxSocket socket) {
        entries.removeIf(entry -> entry.socket == socket);
        arrange();
    }

    private void arrange() {
        polled = List.copyOf(entries);
        descriptors = LibC.buffer(SIZE * (1 + entries.size()));
        descriptorsPointer = LibC.address(descriptors);
        descriptors.putInt(0, eventFd).putShort(EVENTS, (short) LibC.POLLIN);
        for (int i = 0; i < entries.size(); i++) {
            int at = SIZE * (1 + i);
            descriptors.putInt(at, entries.get(i).socket.fd()).putShort(at + EVENTS, (short) LibC.POLLIN);
        }
    }

    /**
     * Waits until a socket can be read or has failed, {@link #wake} was called, or the time is over (a negative one
     * is). Runs the readers of the ready sockets; they may add and remove sockets. What another thread left behind for
     * this one before a {@code wake} is visible afterwards.
     */
    public void await(long nanoseconds) throws LinuxException {
        ByteBuffer asked = descriptors;
        int count = LibC.poll(descriptorsPointer, asked.capacity() / SIZE, milliseconds(nanoseconds));
        if (count < 0 && LibC.errno() != LinuxException.EINTR) {
            throw LinuxException.last("poll", entries.size() + " sockets");
        }
        if (count <= 0) {
            return;
        }
        if (asked.getShort(REVENTS) != 0) {
            LibC.read(eventFd, counterPointer, Long.BYTES);
            awake.set(false);
            count--;
        }
        if (count > 0) {
            read(polled, asked);
        }
    }

    /** Readers add and remove sockets, which leaves both as they are. */
    private static void read(List<Entry> polled, ByteBuffer answered) {
        for (int i = 0; i < polled.size(); i++) {
            Entry entry = polled.get(i);
            if (entry.socket.fd() >= 0 && answered.getShort(SIZE * (1 + i) + REVENTS) != 0) {
                entry.reader.run();
            }
        }
    }

    /**
     * Ends a wait of the other thread, or its next one if it is not waiting. Cheap if that was asked already; does
     * nothing once the poller is closed.
     */
    public void wake() {
        if (!awake.getAndSet(true)) {
            write();
        }
    }

    private synchronized void write() {
        if (!closed) {
            LibC.write(eventFd, onePointer, Long.BYTES);
        }
    }

    /** Rounds up, so that a wait never ends before its time. */
    static int milliseconds(long nanoseconds) {
        return (int) Math.min(MOST_MILLISECONDS, Math.max(0, (nanoseconds + 999_999) / 1_000_000));
    }

    /** Closes the poller, not the sockets. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            LibC.close(eventFd);
        }
    }
}
