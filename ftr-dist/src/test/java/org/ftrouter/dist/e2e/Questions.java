// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabUplink;

/**
 * The pings that reach a provider through an uplink, by the kernel's clock there: however late this program, or the one that
 * listens, comes to run, the times are those at which the daemon has sent them.
 */
final class Questions implements AutoCloseable {
    private static final Pattern PING = Pattern.compile("(?m)^(\\d+)\\.(\\d{6}) .*ICMP echo request");
    private static final long NANOS = 1_000_000_000;

    private final Path log;
    private final Process listener;

    /** Listens until it is closed. */
    Questions(Lab lab, LabUplink uplink) throws Exception {
        String name = "questions-" + uplink.name() + ".log";
        log = lab.folder().resolve(name);
        listener = lab.provider(uplink)
                .host()
                .start(
                        name,
                        "nice",
                        "-n",
                        "-20",
                        "tcpdump",
                        "-n",
                        "-tt",
                        "-l",
                        "-Z",
                        "root",
                        "-i",
                        "cust",
                        "-Q",
                        "in",
                        "icmp[icmptype] == 8");
        Router.await("the provider of " + uplink.name() + " listens", Router.LONG, () -> text().contains("listening"));
    }

    private String text() throws IOException {
        return Files.exists(log) ? Files.readString(log) : "";
    }

    /** How much later than an interval after the one before each was, in a stretch of time that has passed. */
    List<Duration> late(Duration interval, Instant from, Instant to) throws Exception {
        Router.await("a ping after " + to, Router.LONG, () -> newest().isAfter(to));
        var late = new ArrayList<Duration>();
        long before = 0;
        Matcher ping = PING.matcher(text());
        while (ping.find()) {
            Instant at = at(ping);
            long nanos = at.getEpochSecond() * NANOS + at.getNano();
            if (before != 0 && at.isAfter(from) && at.isBefore(to)) {
                late.add(Duration.ofNanos(Math.max(0, nanos - before - interval.toNanos())));
            }
            before = nanos;
        }
        return late;
    }

    private Instant newest() throws IOException {
        return PING.matcher(text()).results().map(Questions::at).reduce(Instant.MIN, (before, after) -> after);
    }

    private static Instant at(MatchResult ping) {
        return Instant.ofEpochSecond(Long.parseLong(ping.group(1)), Long.parseLong(ping.group(2)) * 1000);
    }

    @Override
    public void close() throws InterruptedException {
        listener.destroyForcibly().waitFor();
    }
}
