// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.ftrouter.api.Family;

/**
 * What a user in the LAN sees: a new connection every 10 ms, the lab's families in turn, each to another address, each a
 * line asked and a line answered within 250 ms. Collects them all, in the order they ended. Safe for use by several threads.
 */
public final class Meter {
    /** Time between two connections; longer on slow machines, by a system property. */
    public static final Duration EVERY = Duration.ofMillis(Integer.getInteger("ftr.lab.meter.every", 10));

    /** Time a connection has for all it does. */
    public static final Duration LIMIT = Duration.ofMillis(Integer.getInteger("ftr.lab.meter.limit", 250));

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final List<Sample> samples = new ArrayList<>();
    private final List<LabUplink> uplinks;

    Meter(List<LabUplink> uplinks) {
        this.uplinks = List.copyOf(uplinks);
    }

    synchronized void add(Sample sample) {
        samples.add(sample);
        notifyAll();
    }

    /**
     * Waits until every connection begun before a moment, which may lie ahead, has ended: then a report up to it is
     * complete.
     *
     * @throws LabException if that does not happen within 10 s of its time: the meter stands still
     */
    public void settle(Stamp moment) throws LabException, InterruptedException {
        Stamp after = moment.plus(LIMIT);
        Duration ahead = Stamp.now().until(after).plus(PATIENCE);
        if (await(sample -> after.isBefore(sample.end()), moment, ahead).isEmpty()) {
            throw new LabException(
                    "the meter in the LAN has reported no connection for " + PATIENCE.toSeconds() + " s");
        }
    }

    /** What happened from one moment to another, by start of connection. Complete after {@link #settle}. */
    public synchronized MeterReport report(Stamp from, Stamp to) {
        var chosen = new ArrayList<Sample>();
        for (int i = samples.size() - 1; i >= 0; i--) {
            Sample sample = samples.get(i);
            if (!sample.start().isBefore(from) && sample.start().isBefore(to)) {
                chosen.add(0, sample);
            } else if (sample.end().isBefore(from)) {
                break; // they are in the order of their ends
            }
        }
        return new MeterReport(from, chosen, uplinks);
    }

    /** Settles now and reports what happened since a moment. */
    public MeterReport since(Stamp from) throws LabException, InterruptedException {
        Stamp now = Stamp.now();
        settle(now);
        return report(from, now);
    }

    /** Waits for the first connection that an uplink carried, in either family, and that began after a moment. */
    public Optional<Sample> awaitUplink(LabUplink uplink, Stamp after, Duration limit) throws InterruptedException {
        return await(sample -> uplink.owns(sample.source()), after, limit);
    }

    /** The same in one family. */
    public Optional<Sample> awaitUplink(LabUplink uplink, Family family, Stamp after, Duration limit)
            throws InterruptedException {
        return await(sample -> sample.family() == family && uplink.owns(sample.source()), after, limit);
    }

    /** Waits for the first failed connection that began after a moment. */
    public Optional<Sample> awaitFailure(Stamp after, Duration limit) throws InterruptedException {
        return await(Sample::failed, after, limit);
    }

    /**
     * Waits until no connection has failed for a time (which must be longer than {@link #LIMIT}).
     *
     * @return false if that was not so within the limit
     */
    public boolean awaitQuiet(Duration quiet, Duration limit) throws LabException, InterruptedException {
        Stamp start = Stamp.now();
        Stamp calmSince = start;
        while (start.until(calmSince).compareTo(limit) < 0) {
            Optional<Sample> failure = awaitFailure(calmSince, quiet);
            if (failure.isEmpty()) {
                settle(calmSince);
                return true;
            }
            calmSince = failure.get().end();
        }
        return false;
    }

    /** Waits for a connection that began after a moment and fulfils a condition. */
    public synchronized Optional<Sample> await(Predicate<Sample> condition, Stamp after, Duration limit)
            throws InterruptedException {
        Stamp last = Stamp.now().plus(limit);
        int looked = 0;
        while (true) {
            for (; looked < samples.size(); looked++) {
                Sample sample = samples.get(looked);
                if (after.isBefore(sample.start()) && condition.test(sample)) {
                    return Optional.of(sample);
                }
            }
            long rest = Stamp.now().until(last).toMillis();
            if (rest <= 0) {
                return Optional.empty();
            }
            TimeUnit.MILLISECONDS.timedWait(this, rest);
        }
    }
}
