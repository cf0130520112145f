// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs commands given as argument lists, each with a limit of time; no shell is involved. */
final class Commands {
    /** How long a command may run, or a program take to start; longer on slow machines, by a system property. */
    static final Duration LIMIT = Duration.ofSeconds(Integer.getInteger("ftr.lab.limit", 30));

    private Commands() {}

    /** Runs a command to its end. What it answers is the caller's to judge; only a hang or a missing program throws. */
    static Completed run(List<String> command, String input) throws LabException, InterruptedException {
        Process process = start(command);
        var reading = new CompletableFuture<String>();
        var reader = new Thread(() -> read(process, reading), "lab command output");
        reader.setDaemon(true);
        reader.start();
        feed(process, input);
        try {
            String output = reading.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            return new Completed(process.waitFor(), output);
        } catch (TimeoutException e) {
            throw new LabException(String.join(" ", command) + ": still running after " + LIMIT.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new LabException(String.join(" ", command) + ": " + e.getCause(), e);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Runs a command that has to succeed. Returns what it wrote. */
    static String must(List<String> command, String input) throws LabException, InterruptedException {
        Completed done = run(command, input);
        if (!done.succeeded()) {
            String shown = input.isEmpty() ? "" : "\nwith the input\n" + input;
            throw new LabException(String.join(" ", command) + ": exit code " + done.exitCode() + ": "
                    + done.output().strip() + shown);
        }
        return done.output();
    }

    private static Process start(List<String> command) throws LabException {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new LabException(
                    "cannot run " + command.get(0) + ": " + e.getMessage()
                            + ". The lab needs iproute2, nftables and util-linux.",
                    e);
        }
    }

    private static void feed(Process process, String input) {
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // it ended without reading; its exit code says what there is to say
        }
    }

    private static void read(Process process, CompletableFuture<String> result) {
        try {
            result.complete(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            result.completeExceptionally(e);
        }
    }
}
