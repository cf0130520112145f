// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Waits for several sockets at once ({@code poll}). For one thread, except {@link #wake}, which any thread may call; it
 * is that thread that closes it, after the last {@code wake}.
 */
public final class Poller implements AutoCloseable {
    /** The longest wait asked of the kernel; longer ones are several. */
    private static final long MOST_MILLISECONDS = 3_600_000;

    private static final int SIZE = 8;
    private static final int EVENTS = 4;
    private static final int REVENTS = 6;
    private final List<LinuxSocket> sockets = new ArrayList<>();
    private final AtomicBoolean awake = new AtomicBoolean();
    private final ByteBuffer counter = LibC.buffer(Long.BYTES);
    private final ByteBuffer one = LibC.buffer(Long.BYTES).putLong(0, 1);
    private final int eventFd;
    private ByteBuffer descriptors = LibC.buffer(SIZE);

    public Poller() throws LinuxException {
        eventFd = LibC.eventfd(0, LibC.EFD_NONBLOCK | LibC.EFD_CLOEXEC);
        if (eventFd < 0) {
            throw LinuxException.last("eventfd", "of a poller");
        }
        arrange();
    }

    /** Adds an open socket. */
    public void add(LinuxSocket socket) {
        sockets.add(socket);
        arrange();
    }

    /** Removes a socket, before it is closed. */
    public void remove(LinuxSocket socket) {
        sockets.remove(socket);
        arrange();
    }

    private void arrange() {
        descriptors = LibC.buffer(SIZE * (1 + sockets.size()));
        descriptors.putInt(0, eventFd).putShort(EVENTS, (short) LibC.POLLIN);
        for (int i = 0; i < sockets.size(); i++) {
            int at = SIZE * (1 + i);
            descriptors.putInt(at, sockets.get(i).fd()).putShort(at + EVENTS, (short) LibC.POLLIN);
        }
    }

    /**
     * Waits until a socket can be read or has failed, {@link #wake} was called, or the time is over (a negative one
     * is). Hands over each ready socket; the consumer may add and remove sockets. What was left behind for this thread
     * before a {@code wake} is visible after it.
     */
    public void await(long nanoseconds, Consumer<LinuxSocket> ready) throws LinuxException {
        ByteBuffer polled = descriptors;
        int count = LibC.poll(LibC.address(polled), polled.capacity() / SIZE, milliseconds(nanoseconds));
        if (count < 0 && LibC.errno() != LinuxException.EINTR) {
            throw LinuxException.last("poll", sockets.size() + " sockets");
        }
        if (count <= 0) {
            return;
        }
        if (polled.getShort(REVENTS) != 0) {
            LibC.read(eventFd, LibC.address(counter), Long.BYTES);
            awake.set(false);
            count--;
        }
        if (count > 0) {
            handOver(polled, ready);
        }
    }

    private void handOver(ByteBuffer polled, Consumer<LinuxSocket> ready) {
        List<LinuxSocket> asPolled = List.copyOf(sockets);
        for (int i = 0; i < asPolled.size(); i++) {
            boolean open = asPolled.get(i).fd() >= 0;
            if (open && polled.getShort(SIZE * (1 + i) + REVENTS) != 0) {
                ready.accept(asPolled.get(i));
            }
        }
    }

    /** Ends a wait of the other thread, or its next one if it is not waiting. Cheap if that was asked already. */
    public void wake() {
        if (!awake.getAndSet(true)) {
            LibC.write(eventFd, LibC.address(one), Long.BYTES);
        }
    }

    /** Rounds up, so that a wait never ends before its time. */
    static int milliseconds(long nanoseconds) {
        return (int) Math.min(MOST_MILLISECONDS, Math.max(0, (nanoseconds + 999_999) / 1_000_000));
    }

    /** Closes the poller, not the sockets. */
    @Override
    public void close() {
        LibC.close(eventFd);
    }
}
