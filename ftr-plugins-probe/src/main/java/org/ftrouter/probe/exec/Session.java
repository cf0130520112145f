// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.exec;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
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
    private static final int SESSION_FIELD = 3; // of /proc/PID/stat, counted from the state, which follows the name

    private static final String MARK = "FTR_SESSION";

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
        boolean ended = false;
        while (!ended && !deadline.over()) {
            long pause = Math.min(PAUSE_MILLISECONDS, deadline.left().toMillis() + 1);
            ended = process.waitFor(pause, TimeUnit.MILLISECONDS);
            takeOutput();
        }
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
        Set<ProcessHandle> found = new HashSet<>();
        process.toHandle().descendants().forEach(found::add);
        members().forEach(found::add);
        if (process.isAlive()) {
            found.add(process.toHandle());
        }
        found.forEach(ProcessHandle::destroyForcibly);
        return !found.isEmpty();
    }

    /** The living processes that belong to it, from {@code /proc}. */
    private Set<ProcessHandle> members() throws IOException {
        Set<ProcessHandle> members = new HashSet<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of("/proc"), "[1-9]*")) {
            for (Path entry : entries) {
                if (isMember(entry)) {
                    ProcessHandle.of(Long.parseLong(entry.getFileName().toString()))
                            .ifPresent(members::add);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return members;
    }

    private boolean isMember(Path entry) {
        try {
            String stat = Files.readString(entry.resolve("stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            boolean dead = fields[0].equals("Z") || fields[0].equals("X");
            return !dead && (Long.parseLong(fields[SESSION_FIELD]) == process.pid() || isMarked(entry));
        } catch (IOException e) {
            return false; // it has ended
        }
    }

    private boolean isMarked(Path entry) throws IOException {
        return Files.readString(entry.resolve("environ"), StandardCharsets.ISO_8859_1)
                .contains(mark);
    }
}
