// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.probe;

import org.ftrouter.engine.cycle.Moment;

/** Counts the bytes of a path's probes, and how fast they have become more of late: an average that forgets. */
final class TrafficMeter {
    private static final double MEMORY_SECONDS = 300;
    private static final double MONTH_SECONDS = 30 * 86_400;

    private final Moment began;
    private long sent;
    private long received;
    private double recent;
    private Moment at;

    TrafficMeter(Moment now) {
        began = now;
        at = now;
    }

    void sent(int bytes, Moment now) {
        sent += bytes;
        add(bytes, now);
    }

    void received(int bytes, Moment now) {
        received += bytes;
        add(bytes, now);
    }

    private void add(int bytes, Moment now) {
        recent = forgotten(now) + bytes;
        at = now;
    }

    private double forgotten(Moment now) {
        return recent * Math.exp(-seconds(at, now) / MEMORY_SECONDS);
    }

    ProbeTraffic read(Moment now) {
        double heeded = MEMORY_SECONDS * (1 - Math.exp(-seconds(began, now) / MEMORY_SECONDS));
        double rate = heeded <= 0 ? 0 : forgotten(now) / heeded;
        return new ProbeTraffic(sent, received, Math.round(rate * MONTH_SECONDS));
    }

    private static double seconds(Moment from, Moment to) {
        return Math.max(0, to.since(from).toNanos()) / 1e9;
    }
}
