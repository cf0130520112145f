// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.icmp;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.ftrouter.api.Path;
import org.ftrouter.api.Ticker;
import org.ftrouter.api.probe.ProbeResult;
import org.ftrouter.linux.LinuxException;
import org.ftrouter.linux.Poller;

/**
 * The I/O thread: sends questions, reads replies, watches deadlines. Replies are read before deadlines are looked at, so
 * that a pause of this process does not make them late.
 */
final class EchoLoop implements Runnable {
    /** Channels that nobody used for so long are closed: their path has gone. */
    private static final long IDLE = 60_000_000_000L;

    /** Questions sent before replies are read: their answers have to fit into the socket's receive queue. */
    private static final int MOST_AT_ONCE = 64;

    /**
     * Questions are sent that much after those before them at the earliest, so that at high rates one turn does the work
     * of many. Round-trip times do not change by it: they begin when a question is sent, and end by the kernel's clock.
     */
    private static final long REST = 2_000_000;

    /** Who sends again so soon also lets answers wait for the rest; who sends now and then would wake up for nothing. */
    private static final long BUSY = 20_000_000;

    private final IcmpCounters counters;
    private final Poller poller;
    private final Tokens tokens = new Tokens();
    private final Queue<Question> asked = new ConcurrentLinkedQueue<>();
    private final Queue<IcmpProbe> closed = new ConcurrentLinkedQueue<>();
    private final Map<Line, Channel> channels = new HashMap<>();
    private final PriorityQueue<Question> deadlines =
            new PriorityQueue<>((a, b) -> Long.signum(a.deadline() - b.deadline()));
    private long sweptAt = Ticker.SYSTEM.nanos();
    private long sentAt = sweptAt - REST;
    private boolean busy;
    private volatile boolean ending;
    private volatile boolean ended;

    /** What makes paths the same to the kernel. */
    private record Line(String device, InetAddress source, int mark) {
        static Line of(Path path) {
            return new Line(path.device(), path.source(), path.mark());
        }
    }

    private EchoLoop(IcmpCounters counters) throws LinuxException {
        this.counters = counters;
        this.poller = new Poller();
    }

    /** Starts the thread. It belongs to the network namespace of the calling thread. */
    static EchoLoop start(IcmpCounters counters) throws LinuxException {
        var loop = new EchoLoop(counters);
        var thread = new Thread(loop, "icmp");
        thread.setDaemon(true);
        thread.start();
        return loop;
    }

    /** Hands over a question. Any thread. */
    void ask(Question question) {
        asked.add(question);
        if (ended) {
            refuseAsked();
        } else {
            poller.wake();
        }
    }

    /** Settles the questions of a closed probe. Any thread. */
    void forget(IcmpProbe probe) {
        closed.add(probe);
        poller.wake();
    }

    /** Ends the thread. Any thread. */
    void end() {
        ending = true;
        poller.wake();
    }

    /** Whether it takes no more questions. */
    boolean ended() {
        return ended;
    }

    @Override
    public void run() {
        try {
            while (!ending) {
                turn();
            }
        } catch (LinuxException e) {
            throw new UncheckedIOException(e); // poll itself is broken; the next question starts another loop
        } finally {
            ended = true;
            channels.values().forEach(channel -> channel.close("the probe was closed"));
            refuseAsked();
            poller.close();
        }
    }

    /** What came in before {@code now} is read before anything that ended before {@code now} is given up. */
    private void turn() throws LinuxException {
        long now = Ticker.SYSTEM.nanos();
        poller.await(asked.isEmpty() ? nextTurn(now) - now : 0);
        if (busy || !asked.isEmpty()) {
            LockSupport.parkNanos(sentAt + REST - Ticker.SYSTEM.nanos()); // not at all if that is over
        }
        send();
        for (IcmpProbe probe = closed.poll(); probe != null; probe = closed.poll()) {
            IcmpProbe gone = probe;
            channels.values().forEach(channel -> channel.forget(gone));
        }
        expire(now);
        sweep(now);
    }

    private void send() {
        if (asked.isEmpty()) {
            return;
        }
        long before = sentAt;
        sentAt = Ticker.SYSTEM.nanos();
        busy = sentAt - before < BUSY;
        for (int i = 0; i < MOST_AT_ONCE; i++) {
            Question question = asked.poll();
            if (question == null) {
                return;
            }
            if (question.deadline() - Ticker.SYSTEM.nanos() <= 0) { // this process was slow, which proves no loss
                question.settle(ProbeResult.inconclusive("the question could not be sent in time"));
            } else {
                channel(question.path()).ask(question);
                deadlines.add(question);
            }
        }
    }

    private Channel channel(Path path) {
        return channels.computeIfAbsent(Line.of(path), line -> new Channel(path, poller, tokens, counters));
    }

    private long nextTurn(long now) {
        while (!deadlines.isEmpty() && !deadlines.peek().waiting()) {
            deadlines.remove();
        }
        long sweep = channels.isEmpty() ? now + IDLE : sweptAt + IDLE;
        return deadlines.isEmpty() ? sweep : Math.min(sweep, deadlines.peek().deadline());
    }

    private void expire(long now) {
        while (!deadlines.isEmpty() && deadlines.peek().deadline() - now <= 0) {
            Question question = deadlines.remove();
            if (question.waiting()) {
                channel(question.path()).expire(question);
            }
        }
    }

    private void sweep(long now) {
        if (now - sweptAt >= IDLE) {
            channels.values().removeIf(channel -> channel.closeIfIdle(now - IDLE));
            sweptAt = now;
        }
    }

    private void refuseAsked() {
        for (Question question = asked.poll(); question != null; question = asked.poll()) {
            question.settle(ProbeResult.inconclusive("the ICMP thread has ended"));
        }
    }
}
