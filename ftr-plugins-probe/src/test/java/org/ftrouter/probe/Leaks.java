// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Fails, when closed, if more threads run or more files are open than when it was made; what is ending may take its time. */
public final class Leaks implements AutoCloseable {
    private final int threads = Thread.activeCount();
    private final long files = files();

    private static long files() {
        try (var entries = Files.list(Path.of("/proc/self/fd"))) {
            return entries.count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        await().atMost(Duration.ofSeconds(20)).until(() -> Thread.activeCount() <= threads + 2 && files() <= files + 3);
    }
}
