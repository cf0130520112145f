// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.testkit;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A network namespace that belongs to one thread of this JVM and to nothing else: it has no name and is gone when the
 * thread, and what was opened and started there, is gone; also after {@code kill -9}. Needs root (CAP_SYS_ADMIN).
 *
 * <p>Work runs on that thread ({@link #call}, {@link #run}). Sockets opened there, the JDK's and native ones, are in
 * the namespace for good; threads and processes started there begin in it. Only {@code lo} exists, and is up. Files
 * below {@code /proc/sys/net} are the namespace's own for that thread; for others read {@code /proc/thread-self/net}.
 */
public final class TestNamespace implements AutoCloseable {
    /** What is missing if the kernel refuses a namespace. */
    static final String RIGHT = "network tests need root, or to run within: unshare --map-root-user --net";

    private static final int CLONE_NEWNET = 0x40000000;
    private final ExecutorService thread;
    private final int id;

    /** An action that may fail. */
    @FunctionalInterface
    public interface Action {
        void run() throws Exception;
    }

    private static final class Calls {
        static {
            Native.register(Calls.class, NativeLibrary.getInstance("c"));
        }

        static native int unshare(int flags);

        static native int gettid();
    }

    private TestNamespace(ExecutorService thread) {
        this.thread = thread;
        this.id = call(TestNamespace::enter);
        ip("link", "set", "lo", "up");
    }

    /** Makes one. The name is only for thread dumps. */
    public static TestNamespace create(String name) {
        var thread = Executors.newSingleThreadExecutor(task -> {
            var made = new Thread(task, "namespace-" + name);
            made.setDaemon(true);
            return made;
        });
        try {
            return new TestNamespace(thread);
        } catch (RuntimeException | Error e) {
            thread.shutdownNow();
            throw e;
        }
    }

    private static int enter() {
        if (Calls.unshare(CLONE_NEWNET) != 0) {
            throw new AssertionError("unshare(CLONE_NEWNET) failed, errno " + Native.getLastError() + ": " + RIGHT);
        }
        return Calls.gettid();
    }

    /** What {@code ip link set DEVICE netns ID} and {@code nsenter -t ID -n} take to name this namespace. */
    public int id() {
        return id;
    }

    /** Runs a task inside, also when called from inside, and hands back its result. What it throws comes out as it is. */
    public <T> T call(Callable<T> task) {
        try {
            return Calls.gettid() == id ? task.call() : thread.submit(task).get();
        } catch (ExecutionException e) {
            throw TestNamespace.<RuntimeException>unchecked(e.getCause());
        } catch (Exception e) {
            throw TestNamespace.<RuntimeException>unchecked(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> RuntimeException unchecked(Throwable cause) throws E {
        throw (E) cause;
    }

    /** Runs an action inside. What it throws comes out as it is. */
    public void run(Action action) {
        call(() -> {
            action.run();
            return 0;
        });
    }

    /** Runs {@code ip} inside and hands back what it printed. A failure is an {@link AssertionError}. */
    public String ip(String... arguments) {
        var command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        return command(command.toArray(String[]::new));
    }

    /** Runs a program inside and hands back what it printed. A failure is an {@link AssertionError}. */
    public String command(String... command) {
        return call(() -> {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exit = process.waitFor();
            if (exit != 0) {
                throw new AssertionError(String.join(" ", command) + ": exit " + exit + ": " + printed);
            }
            return printed;
        });
    }

    /** Sets a kernel parameter of the namespace, such as {@code ("net/ipv4/ip_forward", "1")}. */
    public void sysctl(String name, String value) {
        run(() -> Files.writeString(Path.of("/proc/sys", name), value));
    }

    /**
     * Joins two namespaces by a cable: a device on each side, with addresses such as {@code 192.0.2.1/24}. Returns when
     * both are in service.
     */
    public void cable(
            String device,
            List<String> addresses,
            TestNamespace other,
            String otherDevice,
            List<String> otherAddresses) {
        ip("link", "add", device, "type", "veth", "peer", "name", otherDevice, "netns", Integer.toString(other.id));
        addresses.forEach(address -> addAddress(device, address));
        otherAddresses.forEach(address -> other.addAddress(otherDevice, address));
        ip("link", "set", device, "up");
        other.ip("link", "set", otherDevice, "up");
        awaitService(device);
        other.awaitService(otherDevice);
    }

    /** A device drops packets until the kernel has noticed, a little later, that it has a carrier. */
    private void awaitService(String device) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!ip("-o", "link", "show", "dev", device).contains(" state UP ")) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError(device + " does not come up");
            }
        }
    }

    private void addAddress(String device, String address) {
        if (address.contains(":")) {
            ip("address", "add", address, "dev", device, "nodad"); // usable at once
        } else {
            ip("address", "add", address, "dev", device);
        }
    }

    /** Ends the thread. The namespace goes with the last socket in it. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
                throw new AssertionError("a task in the namespace does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Packets received by a device inside, as the kernel counts them. */
    public long received(String device) {
        return call(() -> {
            for (String line : Files.readAllLines(Path.of("/proc/thread-self/net/dev"))) {
                String[] fields = line.strip().split("[:\\s]+", -1);
                if (fields[0].equals(device)) {
                    return Long.parseLong(fields[2]);
                }
            }
            throw new IOException("no device " + device);
        });
    }
}
