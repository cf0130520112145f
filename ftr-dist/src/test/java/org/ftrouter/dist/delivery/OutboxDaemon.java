// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.delivery;

import com.google.gson.Gson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An {@link OutboxProcess} of its own, seen from the test: it is told events and says how far it is. */
final class OutboxDaemon implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private final Process process;
    private final Path log;
    private volatile int stored = -1;
    private volatile int waiting = -1;
    private volatile String report = "";

    /** A question with a clear answer. */
    interface Question {
        boolean ask() throws Exception;
    }

    /** Started; its files are below the folder, its channels have these settings, each with its {@code type}. */
    OutboxDaemon(Path folder, Map<String, Map<String, Object>> channels) throws IOException {
        this(List.of(), folder, channels);
    }

    /** The same, but no file of it can be longer, as if the disk were full. */
    static OutboxDaemon withFilesUpTo(int kibibytes, Path folder, Map<String, Map<String, Object>> channels)
            throws IOException {
        return new OutboxDaemon(
                List.of("/bin/sh", "-c", "ulimit -f " + 2 * kibibytes + "; exec \"$@\"", "sh"), folder, channels);
    }

    private OutboxDaemon(List<String> prefix, Path folder, Map<String, Map<String, Object>> channels)
            throws IOException {
        Files.createDirectories(folder);
        log = folder.resolve("log");
        var command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                OutboxProcess.class.getName(),
                folder.toString(),
                new Gson().toJson(channels)));
        process = new ProcessBuilder(command).start();
        begin(this::listen);
        begin(this::keepLog);
    }

    private static void begin(Runnable reader) {
        var thread = new Thread(reader);
        thread.setDaemon(true);
        thread.start();
    }

    private void keepLog() {
        try (var to = Files.newOutputStream(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            process.getErrorStream().transferTo(to);
        } catch (IOException e) {
            waiting = -1; // killed
        }
    }

    private void listen() {
        try (var in = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("stored ")) {
                    stored = Integer.parseInt(line.substring(7));
                } else if (line.startsWith("waiting ")) {
                    waiting = Integer.parseInt(line.substring(8));
                } else {
                    report = line;
                }
            }
        } catch (IOException e) {
            waiting = -1; // killed
        }
    }

    void say(Object line) throws IOException {
        OutputStream to = process.getOutputStream();
        to.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        to.flush();
    }

    /** The last event that can no longer be lost; -1 before the first. */
    int stored() {
        return stored;
    }

    /** How many waited in the channel {@code it} when it was last asked. */
    int waiting() {
        return waiting;
    }

    /** What it has said of its channels; empty before it was asked. */
    String report() {
        return report;
    }

    String log() throws IOException {
        return Files.exists(log) ? Files.readString(log) : "";
    }

    /** Waits for what will come. */
    void await(String what, Question question) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!question.ask()) {
            if (System.nanoTime() > end) {
                String lines = log();
                throw new AssertionError(what + ": stored " + stored + ", waiting " + waiting + "\n"
                        + lines.substring(Math.max(0, lines.length() - 20_000)));
            }
            Thread.sleep(10);
        }
    }

    /** Ends it as SIGKILL does. */
    @Override
    public void close() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
