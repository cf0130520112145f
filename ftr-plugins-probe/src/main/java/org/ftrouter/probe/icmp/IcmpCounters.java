// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.icmp;

import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** How often what happened, since the start and over all targets. Safe for all threads. */
public final class IcmpCounters {

    /** What is counted. */
    public enum Event {
        /** A request was sent. */
        SENT,
        /** A reply was believed. */
        ANSWERED,
        /** A right reply came after its question had been settled as unanswered. */
        LATE,
        /** A right reply came again. */
        DUPLICATE,
        /** Identifier and sequence of ours, but from a wrong source or without our token. */
        SPOOFED,
        /** As it should be, but for the size of the payload. */
        TRUNCATED,
        /** Not even an ICMP message: too short, or with a wrong checksum. */
        MALFORMED,
        /** An echo reply to another program, or to a question forgotten long ago. */
        FOREIGN,
        /** An ICMP error that quotes a question of ours with its token. */
        UNREACHABLE,
        /** An ICMP error that does not prove that its sender has seen a question of ours. */
        UNPROVEN,
        /** Our own side did not let a request out. */
        NOT_SENT
    }

    private final ConcurrentMap<Event, LongAdder> counts = new ConcurrentHashMap<>();

    void add(Event event) {
        counts.computeIfAbsent(event, e -> new LongAdder()).increment();
    }

    /** How often it happened. */
    public long of(Event event) {
        LongAdder count = counts.get(event);
        return count == null ? 0 : count.sum();
    }

    @Override
    public String toString() {
        return Arrays.stream(Event.values()).map(e -> e + "=" + of(e)).collect(Collectors.joining(" "));
    }
}
