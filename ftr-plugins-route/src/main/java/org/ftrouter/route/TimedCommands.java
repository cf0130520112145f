// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RouteException.Reason;

/**
 * Runs programs with an argument list, never through a shell, in the C locale, with a deadline. Input is fed and both
 * outputs are drained at the same time, so that no full pipe can block. A program that misses the deadline is killed
 * together with its children. Safe for all threads.
 */
public final class TimedCommands implements Commands {
    private static final int MOST_OUTPUT = 8 << 20; // a thousand times the rules of a large router

    private static final int MOST_REMEMBERED = 256;
    private static final Duration REMEMBERED = Duration.ofMinutes(1); // numbers of processes come again

    private final Duration deadline;
    private final String debianPackage;
    private final Map<Long, Long> begun = new LinkedHashMap<>();

    /**
     * Runs with a deadline.
     *
     * @param debianPackage what to install where the programs are missing
     */
    public TimedCommands(Duration deadline, String debianPackage) {
        this.deadline = deadline;
        this.debianPackage = debianPackage;
    }

    @Override
    public Completed run(List<String> command, String stdin) throws RouteException, InterruptedException {
        long end = System.nanoTime() + deadline.toNanos();
        Process process = start(command);
        try {
            FutureTask<String> stdout = background(() -> read(process.getInputStream()));
            FutureTask<String> stderr = background(() -> read(process.getErrorStream()));
            daemon(() -> feed(process, stdin));
            String out = stdout.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            String err = stderr.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (!process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw new TimeoutException();
            }
            return new Completed(process.exitValue(), out, err);
        } catch (TimeoutException e) {
            throw new RouteException(
                    Reason.FAILED,
                    text(command) + ": not ready after " + deadline.toMillis() + " ms, killed. Try it by hand; another"
                            + " program may hold the kernel's lock, or the machine is overloaded",
                    e);
        } catch (ExecutionException e) {
            throw new RouteException(Reason.FAILED, text(command) + ": " + e.getCause(), e);
        } finally {
            kill(process);
        }
    }

    /** Whether a process is one of those, or was of late. */
    public boolean ran(long process) {
        synchronized (begun) {
            Long when = begun.get(process);
            return when != null && System.nanoTime() - when < REMEMBERED.toNanos();
        }
    }

    private Process remembered(Process process) {
        synchronized (begun) {
            begun.remove(process.pid());
            begun.put(process.pid(), System.nanoTime());
            if (begun.size() > MOST_REMEMBERED) {
                begun.remove(begun.keySet().iterator().next());
            }
        }
        return process;
    }

    private Process start(List<String> command) throws RouteException {
        var builder = new ProcessBuilder(command);
        builder.environment().put("LC_ALL", "C");
        try {
            return remembered(builder.start());
        } catch (IOException e) {
            throw new RouteException(
                    Reason.UNSUPPORTED,
                    text(command) + ": cannot be started: " + e.getMessage()
                            + ". Install it (Debian: apt-get install " + debianPackage
                            + ") or put its folder into PATH",
                    e);
        }
    }

    private static String read(InputStream stream) throws IOException {
        try (stream) {
            byte[] bytes = stream.readNBytes(MOST_OUTPUT);
            if (bytes.length == MOST_OUTPUT) {
                throw new IOException("answered with more than " + MOST_OUTPUT + " bytes");
            }
            return new String(bytes, UTF_8);
        }
    }

    /** A program that ends without reading all is judged by its exit code, so a broken pipe says nothing here. */
    private static void feed(Process process, String stdin) {
        try (var stream = process.getOutputStream()) {
            stream.write(stdin.getBytes(UTF_8));
        } catch (IOException e) {
            return; // see above
        }
    }

    private static <T> FutureTask<T> background(Callable<T> work) {
        var task = new FutureTask<T>(work);
        daemon(task);
        return task;
    }

    private static void daemon(Runnable work) {
        var thread = new Thread(work, "command-pipe");
        thread.setDaemon(true);
        thread.start();
    }

    private static void kill(Process process) {
        if (process.isAlive()) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static String text(List<String> command) {
        return String.join(" ", command);
    }
}
