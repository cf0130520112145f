// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.simulate;

import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;

/** What becomes of packets on a path beyond its interface: delay, loss, silence. A scenario bends it as it likes. */
public final class Line {
    /** In the place of a round-trip time: there is no answer. */
    public static final long LOST = -1;

    private final SplittableRandom random;
    private Loss[] byTarget;
    private Fate fate = this::modelled;
    private final Queue queue = new Queue();
    private Loss shared = Loss.NONE;
    private double latency = Duration.ofMillis(10).toNanos();
    private double jitter = Duration.ofMillis(1).toNanos();
    private boolean silent;
    private double sentPerNano;
    private double receivedPerNano;
    private double sent;
    private double received;
    private long countedTo;
    private long asked;
    private long answers;

    /** Decides about a question. */
    public interface Fate {
        /** The round-trip time in nanoseconds of a question to a target sent now, or {@link #LOST}. */
        long of(int target, long nowNanos);
    }

    Line(int targets, SplittableRandom random) {
        this.random = random;
        this.byTarget = new Loss[targets];
        Arrays.fill(byTarget, Loss.NONE);
    }

    /** There are so many targets behind it now. */
    void serve(int targets) {
        int known = byTarget.length;
        if (targets > known) {
            byTarget = Arrays.copyOf(byTarget, targets);
            Arrays.fill(byTarget, known, targets, Loss.NONE);
        }
    }

    /** The round-trip time of a question sent now, or {@link #LOST}. */
    long ask(int target, long now) {
        asked++;
        return fate.of(target, now);
    }

    private long modelled(int target, long now) {
        if (silent || shared.lost(now) || byTarget[target].lost(now)) {
            return LOST;
        }
        long queued = queue.delay(now);
        double full = queue.loss();
        if (full > 0 && random.nextDouble() < full) {
            return LOST;
        }
        double wobble = jitter == 0 ? 0 : -Math.log(1 - random.nextDouble()) * jitter;
        return queued + (long) (latency + wobble);
    }

    /** Has somebody else decide about each question, whatever is set here. */
    public void fate(Fate decides) {
        fate = decides;
    }

    /** Loses packets on the last mile, whatever the target. */
    public void loss(Loss loss) {
        shared = loss;
    }

    /** Loses packets of one target, beyond the last mile. */
    public void loss(int target, Loss loss) {
        byTarget[target] = loss;
    }

    /** Round-trip time without load: at least the first, and exponentially distributed beyond it. */
    public void latency(Duration least, Duration meanBeyond) {
        latency = least.toNanos();
        jitter = meanBeyond.toNanos();
    }

    /** Is silent from now on, or not any more; the interface notices nothing. */
    public void silent(boolean on, long now) {
        advance(now);
        silent = on;
    }

    public boolean silent() {
        return silent;
    }

    /** Whether it loses packets on the last mile, or may. */
    boolean isLossy() {
        return shared != Loss.NONE;
    }

    /** Offers a multiple of what the line carries, so that its buffer fills up to this delay. */
    public void load(double offered, Duration longestDelay, long now) {
        queue.offer(offered, longestDelay, now);
    }

    /** What users send and receive through it, in packets a second; while it is silent they receive nothing. */
    public void traffic(double sentRate, double receivedRate, long now) {
        advance(now);
        sentPerNano = sentRate / 1e9;
        receivedPerNano = receivedRate / 1e9;
    }

    private void advance(long now) {
        sent += sentPerNano * (now - countedTo);
        received += silent ? 0 : receivedPerNano * (now - countedTo);
        countedTo = now;
    }

    void answered() {
        answers++;
    }

    /** Packets received so far, answers included. */
    long received(long now) {
        advance(now);
        return (long) received + answers;
    }

    /** Packets sent so far, questions included. */
    long sent(long now) {
        advance(now);
        return (long) sent + asked;
    }

    /** Questions sent so far. */
    public long asked() {
        return asked;
    }
}
