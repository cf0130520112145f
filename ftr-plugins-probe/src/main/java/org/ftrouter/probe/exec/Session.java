// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.exec;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.ftrouter.probe.Deadline;

/**
 * A program in a session of its own ({@code setsid(1)}), with all that it starts. Closing kills what is left: every
 * process of the session, and those that have begun another one but still descend from the program or bear its mark in
 * their environment. Only one that has lost its parent, its session and its environment gets away.
 */
final class Session implements AutoCloseable {
    /** The output is taken so often; if there is more at once than fits into a pipe, the program waits meanwhile. */
    private static final long PAUSE_MILLISECONDS = 50;

    private static final int MOST_KEPT = 1024;
    private static final int MOST_ROUNDS = 50;

    /** In the environment of what it starts, with an equals sign and a number of its own. */
    static final String MARK = "FTR_SESSION";

    private final Process process;
    private final String mark;
    private final byte[] chunk = new byte[8192];
    private final StringBuilder kept = new StringBuilder();

    private Session(Process process, String mark) {
        this.process = process;
        this.mark = MARK + "=" + mark;
    }

    static Session start(List<String> command, Map<String, String> environment) throws IOException {
        var whole = new ArrayList<>(List.of("setsid"));
        whole.addAll(command);
        var builder = new ProcessBuilder(whole)
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .directory(new File("/"));
        builder.environment().clear();
        builder.environment().putAll(environment);
        String mark = UUID.randomUUID().toString();
        builder.environment().put(MARK, mark);
        return new Session(builder.start(), mark);
    }

    /** The exit code, or empty if it has not ended in time. */
    OptionalInt await(Deadline deadline) throws IOException, InterruptedException {
        boolean ended;
        do { // once also if its mere start has taken all the time
            long pause = Math.min(PAUSE_MILLISECONDS, deadline.left().toMillis() + 1);
            ended = process.waitFor(pause, TimeUnit.MILLISECONDS);
            takeOutput();
        } while (!ended && !deadline.over());
        return ended ? OptionalInt.of(process.exitValue()) : OptionalInt.empty();
    }

    /** Never waits: a process that lives on may hold the pipe open for ever. */
    private void takeOutput() throws IOException {
        InputStream output = process.getInputStream();
        int most = 64; // then others have their turn, however much it prints
        while (most-- > 0 && output.available() > 0) {
            int count = output.read(chunk, 0, Math.min(chunk.length, output.available()));
            int wanted = Math.min(count, MOST_KEPT - kept.length());
            if (wanted > 0) {
                kept.append(new String(chunk, 0, wanted, StandardCharsets.ISO_8859_1));
            }
        }
    }

    /** The first line printed, of what was kept. */
    String firstLine() {
        return kept.toString().lines().findFirst().orElse("").strip();
    }

    /** Kills until nothing is found: what is killed may just have started something. */
    @Override
    public void close() throws IOException {
        try {
            for (int round = 0; round < MOST_ROUNDS && killAll(); round++) {
                Thread.onSpinWait();
            }
        } finally {
            process.getInputStream().close();
        }
    }

    private boolean killAll() throws IOException {
        Set<ProcessHandle> found = Look.now().of(process.pid(), mark);
        if (process.isAlive()) {
            found.add(process.toHandle());
        }
        found.forEach(ProcessHandle::destroyForcibly);
        return !found.isEmpty();
    }
}
