// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * Never keeps its writers waiting: what they write goes on by a thread of its own. A reader that stalls, such as a stopped
 * journald or a terminal on hold, costs log lines, not a failover. Any thread writes.
 */
final class LogStream extends OutputStream {
    private final BlockingQueue<byte[]> waiting;
    private final OutputStream to;
    private final LongConsumer dropped;
    private final AtomicLong drops = new AtomicLong();
    private final AtomicLong open = new AtomicLong();

    /**
     * Starts the thread.
     *
     * @param to where it is written to; what that refuses is lost
     * @param most pieces that wait, a piece for each write; further ones are dropped
     * @param dropped told how many were, once pieces are taken again, on the stream's thread
     */
    LogStream(OutputStream to, int most, LongConsumer dropped) {
        this.waiting = new ArrayBlockingQueue<>(most);
        this.to = to;
        this.dropped = dropped;
        var thread = new Thread(this::pass, "log");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void write(int one) {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        open.incrementAndGet();
        if (!waiting.offer(Arrays.copyOfRange(bytes, offset, offset + length))) {
            open.decrementAndGet();
            drops.incrementAndGet();
        }
    }

    /** Waits until all is written, at most that long. */
    void finish(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (open.get() > 0 && System.nanoTime() - end < 0) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    private void pass() {
        try {
            while (true) {
                byte[] piece = waiting.take();
                try {
                    to.write(piece);
                    to.flush();
                } catch (IOException e) {
                    // there is no other place to complain at
                }
                open.decrementAndGet();
                long missing = drops.getAndSet(0);
                if (missing > 0) {
                    dropped.accept(missing);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
