// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.ftrouter.api.notify.Severity;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.verdict.PathVerdict;

/**
 * What is about to be told, in order. That a path is down waits for a moment for those who look for the side of the
 * gateway on which the fault is, and what comes after it waits behind it.
 */
final class PendingNotices {
    private static final Duration MOST = Duration.ofSeconds(3);
    private final Findings findings;
    private final Deque<One> waiting = new ArrayDeque<>();

    PendingNotices(Findings findings) {
        this.findings = findings;
    }

    /** An event that is not written yet. */
    record One(
            String id,
            String incident,
            String subject,
            boolean opens,
            String kind,
            Severity severity,
            Instant at,
            Situation situation) {

        private One with(Optional<Finding> finding) {
            return new One(id, incident, subject, opens, kind, severity, at, situation.with(finding));
        }
    }

    void add(One one) {
        waiting.addLast(one);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** The last one that waits about a subject. */
    Optional<One> last(String subject) {
        return waiting.stream().filter(o -> o.subject().equals(subject)).reduce((a, b) -> b);
    }

    /** What can be told now. */
    List<One> ready(Moment now) {
        var ready = new ArrayList<One>();
        while (!waiting.isEmpty()) {
            One next = waiting.getFirst();
            Optional<Finding> found = finding(next);
            if (found.isEmpty()
                    && isExpected(next)
                    && now.since(next.situation().now()).compareTo(MOST) < 0) {
                return ready;
            }
            ready.add(waiting.removeFirst().with(found));
        }
        return ready;
    }

    /** All of it, whatever is known. */
    List<One> all() {
        var all = waiting.stream().map(o -> o.with(finding(o))).toList();
        waiting.clear();
        return all;
    }

    private Optional<Finding> finding(One one) {
        return one.kind().equals("uplink.down") ? one.situation().path().flatMap(findings::of) : Optional.empty();
    }

    private boolean isExpected(One one) {
        Optional<PathId> path = one.situation().path();
        if (!one.kind().equals("uplink.down") || path.isEmpty()) {
            return false;
        }
        PathVerdict verdict = one.situation().verdicts().of(path.get());
        return findings.expects(path.get(), verdict);
    }
}
