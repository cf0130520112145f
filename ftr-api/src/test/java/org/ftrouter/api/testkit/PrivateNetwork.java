// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.testkit;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Runs a test on a thread with a network namespace of its own, which threads and processes started there share and which
 * goes when all of them have ended. Needs root. Nothing outside can be reached or changed from it.
 */
public final class PrivateNetwork {
    private static final int CLONE_NEWNET = 0x40000000;

    /** What runs inside. */
    public interface Body {
        /** Runs. */
        void run() throws Exception;
    }

    private PrivateNetwork() {}

    /** Runs the body inside a fresh namespace, whose loopback is up, and waits for it. */
    public static void run(Body body) throws Exception {
        var outcome = new CompletableFuture<Void>();
        var thread = new Thread(() -> enter(body, outcome), "private-network");
        thread.start();
        thread.join();
        try {
            outcome.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) e.getCause();
        }
    }

    private static void enter(Body body, CompletableFuture<Void> outcome) {
        try {
            Function unshare = NativeLibrary.getInstance("c").getFunction("unshare");
            if (unshare.invokeInt(new Object[] {CLONE_NEWNET}) != 0) {
                throw new IOException("unshare(CLONE_NEWNET) was refused: " + TestNamespace.RIGHT);
            }
            sh("ip link set lo up");
            body.run();
            outcome.complete(null);
        } catch (Throwable e) { // handed on to the test's own thread
            outcome.completeExceptionally(e);
        }
    }

    /** Runs a shell script inside the caller's namespace and returns what it printed; fails with its text if it fails. */
    public static String sh(String... lines) {
        try {
            Process process = new ProcessBuilder("sh", "-e", "-c", String.join("\n", lines))
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            String printed =
                    new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                throw new AssertionError("exit " + code + " of " + Arrays.toString(lines) + ": " + printed);
            }
            return printed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** The lines a script printed. */
    public static List<String> lines(String... script) {
        return sh(script).lines().toList();
    }
}
