// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A network namespace that lives as long as its one thread, so that nothing is left, however the test ends. What runs
 * on the thread, sockets and child processes included, is in the namespace.
 */
public final class Netns implements AutoCloseable {
    private static final int CLONE_NEWNET = 0x40000000;

    /** How long a program may run; longer on slow machines, by a system property. */
    private static final Duration LIMIT = Duration.ofSeconds(Integer.getInteger("ftr.lab.limit", 20));

    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        var daemon = new Thread(work, "netns");
        daemon.setDaemon(true);
        return daemon;
    });
    private final Commands commands = new TimedCommands(LIMIT, "iproute2 iptables nftables");
    private final String path;

    interface C extends Library {
        int unshare(int flags);
    }

    public Netns() throws Exception {
        C libc = Native.load("c", C.class);
        path = call(() -> {
            assertThat(libc.unshare(CLONE_NEWNET))
                    .as("unshare; this test needs root")
                    .isZero();
            return Path.of("/proc").resolve(Files.readSymbolicLink(Path.of("/proc/thread-self"))) + "/ns/net";
        });
        run("ip link set lo up");
    }

    /** Where another namespace can find it. */
    public String path() {
        return path;
    }

    /** Does something inside. */
    public <T> T call(Callable<T> work) throws Exception {
        try {
            return thread.submit(work).get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** Runs a program of words without blanks; it must succeed. */
    public String run(String command) throws Exception {
        return load(List.of(command.split(" ")), "");
    }

    /** Runs {@code ip} commands, one a line. */
    public void ip(String lines) throws Exception {
        load(List.of("ip", "-batch", "-"), lines);
    }

    /** The same for IPv6, where the addresses do not tell. */
    public void ip6(String lines) throws Exception {
        load(List.of("ip", "-6", "-batch", "-"), lines);
    }

    /** Runs a program with input; it must succeed. */
    public String load(List<String> command, String input) throws Exception {
        Completed done = call(() -> commands.run(command, input));
        assertThat(done.exitCode())
                .as("%s%n%s%s", command, done.stderr(), input)
                .isZero();
        return done.stdout();
    }

    /** Sets a value below {@code /proc/sys/net}. */
    public void sysctl(String key, String value) throws Exception {
        call(() -> write(Path.of("/proc/sys/net", key), value));
    }

    private static Path write(Path file, String value) throws IOException {
        return Files.writeString(file, value);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
