// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.verdict;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ftrouter.engine.cycle.Moment;

/** What is known of all targets of one path. */
final class Targets {
    private final List<TargetLog> logs;
    private final long timeout;

    Targets(Rules rules) {
        timeout = rules.timeout().toNanos();
        logs = rules.targets().stream()
                .map(name -> new TargetLog(name, new RoundTrip(rules.lateFloor(), rules.timeout())))
                .toList();
    }

    int size() {
        return logs.size();
    }

    TargetLog get(int target) {
        return logs.get(target);
    }

    /** The number of the target of this name, or -1 if this path does not ask it. */
    int indexOf(String name) {
        for (int target = 0; target < logs.size(); target++) {
            if (logs.get(target).name.equals(name)) {
                return target;
            }
        }
        return -1;
    }

    boolean heardSince(String name, Moment moment) {
        int target = indexOf(name);
        Moment heard = target < 0 ? null : logs.get(target).lastHeard;
        return heard != null && !heard.isBefore(moment);
    }

    /** How many have answered since then, the last time too. */
    int answeringSince(Moment moment) {
        return (int) logs.stream().filter(log -> log.answersSince(moment)).count();
    }

    /** When an answer to the question is late. */
    Moment lateAt(Question question) {
        return new Moment(question.at.nanos() + lateAfter(logs.get(question.target)));
    }

    private long lateAfter(TargetLog log) {
        return log.isUnhurried() ? timeout : log.roundTrip.lateAfterNanos();
    }

    /** After this long no answer of any target is on time. */
    Duration longest() {
        long longest = 0;
        for (TargetLog log : logs) {
            longest = Math.max(longest, lateAfter(log));
        }
        return Duration.ofNanos(longest);
    }

    /** What came instead of answers, in the order of the targets: each text once, and two at most. */
    String said() {
        List<String> texts = logs.stream()
                .map(TargetLog::said)
                .filter(text -> !text.isEmpty())
                .distinct()
                .toList();
        return texts.size() <= 2 ? String.join("; ", texts) : texts.get(0) + "; " + texts.get(1) + "; ...";
    }

    /** Nothing is asked from now on. */
    void rest() {
        logs.forEach(TargetLog::rest);
    }

    /** How each stands, in their order. */
    List<TargetState> states() {
        return logs.stream().map(TargetLog::state).toList();
    }

    Set<Integer> muted() {
        Set<Integer> muted = Set.of();
        for (int target = 0; target < logs.size(); target++) {
            if (logs.get(target).muted()) {
                muted = muted.isEmpty() ? new HashSet<>() : muted;
                muted.add(target);
            }
        }
        return muted;
    }
}
