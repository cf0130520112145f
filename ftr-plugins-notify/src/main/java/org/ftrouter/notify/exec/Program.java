// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.exec;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.linux.ProcessGroup;
import org.ftrouter.notify.PlainText;

/**
 * One run of a program in a process group of its own ({@code setsid}), so that at the end of its time everything it has
 * started ends with it. What it leaves in the background may stay, if the program itself ends well.
 */
final class Program {
    private static final int MOST_OUTPUT = 64 * 1024;
    /** EX_DATAERR of sysexits.h: the program will never take this notice. */
    private static final int NEVER = 65;

    private static final int SHOWN = 300;
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);
    private final List<String> command;
    private final Map<String, String> environment;
    private final Duration limit;

    Program(List<String> command, Map<String, String> environment, Duration limit) {
        this.command = command;
        this.environment = environment;
        this.limit = limit;
    }

    /**
     * Runs it with the input and waits for its end.
     *
     * @return the beginning of what it said, on one line
     * @throws NotifyException if it cannot be started, says with its exit code that it failed, or takes too long
     */
    String run(byte[] input, Duration left) throws NotifyException, InterruptedException {
        Process process = start();
        boolean well = false;
        try {
            feed(process, input);
            CompletableFuture<String> output = listen(process);
            if (!process.waitFor(Math.max(1, left.toMillis()), TimeUnit.MILLISECONDS)) {
                throw new NotifyException(name() + " did not end within " + limit.toSeconds() + " s and was killed");
            }
            String said = lastWords(output);
            if (process.exitValue() != 0) {
                String text =
                        name() + " ended with exit code " + process.exitValue() + (said.isEmpty() ? "" : ": " + said);
                throw process.exitValue() == NEVER ? NotifyException.permanent(text) : new NotifyException(text);
            }
            well = true;
            return said;
        } finally {
            if (!well) {
                ProcessGroup.kill(process.pid());
                process.destroyForcibly();
            }
        }
    }

    private Process start() throws NotifyException {
        var line = new ArrayList<>(List.of("setsid"));
        line.addAll(command);
        var builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new NotifyException(name() + " cannot be started", e);
        }
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
                byte[] head = out.readNBytes(MOST_OUTPUT);
                output.complete(PlainText.line(new String(head, StandardCharsets.UTF_8), SHOWN)
                        .strip());
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

    private String name() {
        return command.get(0);
    }
}
