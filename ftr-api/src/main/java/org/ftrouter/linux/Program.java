// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One run of a program in a process group of its own ({@code setsid}), so that at the end of its time everything it has
 * started ends with it. What it leaves in the background may stay, if the program itself ends well.
 */
public final class Program {
    private static final int MOST_OUTPUT = 64 * 1024;
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private Program() {}

    /**
     * How a program ended.
     *
     * @param exitCode empty if it was killed at the end of its time
     * @param said the beginning of what it printed, of standard output and error; empty if it was killed
     */
    public record Ended(OptionalInt exitCode, String said) {}

    /**
     * Runs a program and waits for its end. Any thread, which blocks.
     *
     * @param command the program and its arguments, passed as they are
     * @param environment all it gets
     * @param input for its standard input
     * @param limit after this time it is killed
     * @throws IOException if it cannot be started
     * @throws InterruptedException if the waiting thread was interrupted; the program is killed
     */
    public static Ended run(List<String> command, Map<String, String> environment, byte[] input, Duration limit)
            throws IOException, InterruptedException {
        Process process = start(command, environment);
        boolean well = false;
        try {
            feed(process, input);
            CompletableFuture<String> output = listen(process);
            if (!process.waitFor(Math.max(1, limit.toMillis()), TimeUnit.MILLISECONDS)) {
                return new Ended(OptionalInt.empty(), "");
            }
            String said = lastWords(output);
            well = process.exitValue() == 0;
            return new Ended(OptionalInt.of(process.exitValue()), said);
        } finally {
            if (!well) {
                ProcessGroup.kill(process.pid());
                process.destroyForcibly();
            }
        }
    }

    private static Process start(List<String> command, Map<String, String> environment) throws IOException {
        var line = new ArrayList<>(List.of("setsid"));
        line.addAll(command);
        var builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** A program that reads nothing must not hold us up: pipes are small. */
    private static void feed(Process process, byte[] input) {
        background("exec input", () -> {
            try (OutputStream in = process.getOutputStream()) {
                in.write(input);
            } catch (IOException e) {
                return; // it did not want to know
            }
        });
    }

    private static CompletableFuture<String> listen(Process process) {
        var output = new CompletableFuture<String>();
        background("exec output", () -> {
            try (InputStream out = process.getInputStream()) {
                output.complete(new String(out.readNBytes(MOST_OUTPUT), StandardCharsets.UTF_8));
                out.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                output.complete("");
            }
        });
        return output;
    }

    /** What the program left in the background may keep its output open: it is not waited for. */
    private static String lastWords(CompletableFuture<String> output) throws InterruptedException {
        try {
            return output.get(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return "";
        }
    }

    private static void background(String name, Runnable work) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
