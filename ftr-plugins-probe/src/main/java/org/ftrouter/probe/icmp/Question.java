// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.icmp;

import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.ftrouter.api.Path;
import org.ftrouter.api.probe.ProbeResult;
import org.ftrouter.linux.IcmpEcho;
import org.ftrouter.probe.icmp.IcmpCounters.Event;
import org.jspecify.annotations.Nullable;

/** One question of a probe, and what became of it. Made by the asking thread, then the I/O thread's alone. */
final class Question {
    private final IcmpProbe asker;
    private final Path path;
    private final Duration timeout;
    private final long deadline;
    private final CompletableFuture<ProbeResult> result = new CompletableFuture<>();
    private @Nullable IcmpEcho echo;
    private long sentAt;
    private boolean answered;
    private boolean settled;

    Question(IcmpProbe asker, Path path, Duration timeout, long now) {
        this.asker = asker;
        this.path = path;
        this.timeout = timeout;
        this.deadline = now + timeout.toNanos();
    }

    IcmpProbe asker() {
        return asker;
    }

    InetAddress target() {
        return asker.target();
    }

    Path path() {
        return path;
    }

    long deadline() {
        return deadline;
    }

    CompletableFuture<ProbeResult> result() {
        return result;
    }

    boolean waiting() {
        return !settled;
    }

    void settle(ProbeResult outcome) {
        settled = true;
        result.complete(outcome);
    }

    /** Notes that it left with these words. */
    void sent(IcmpEcho words, long now) {
        echo = words;
        sentAt = now;
    }

    /** What a reply with our sequence number is to this question. */
    Event judgeReply(IcmpEcho reply, InetAddress source) {
        if (echo == null || reply.identifier() != echo.identifier()) {
            return Event.FOREIGN;
        }
        if (reply.token() != echo.token() || !source.equals(target())) {
            return Event.SPOOFED;
        }
        if (reply.size() != echo.size()) {
            return Event.TRUNCATED;
        }
        if (answered) {
            return Event.DUPLICATE;
        }
        return settled ? Event.LATE : Event.ANSWERED;
    }

    /** What an error that quotes our sequence number is to this question. */
    Event judgeError(IcmpEcho quoted, InetAddress quotedTarget) {
        if (echo == null || quoted.identifier() != echo.identifier()) {
            return Event.FOREIGN;
        }
        return quoted.sameQuestion(echo) && quotedTarget.equals(target()) ? Event.UNREACHABLE : Event.UNPROVEN;
    }

    /** A right reply has come, in time or late, which the kernel received some time ago. */
    void answer(long now, Duration age) {
        answered = true;
        if (!settled) {
            long elapsed = now - sentAt;
            boolean sound = age.compareTo(Duration.ofNanos(elapsed)) <= 0; // else the wall clock was set meanwhile
            settle(ProbeResult.reply(Duration.ofNanos(sound ? elapsed - age.toNanos() : elapsed)));
        }
    }

    /** Nothing has come in time. */
    void expire() {
        settle(ProbeResult.noReply(
                "no echo from " + target().getHostAddress() + " within " + timeout.toMillis() + " ms"));
    }
}
