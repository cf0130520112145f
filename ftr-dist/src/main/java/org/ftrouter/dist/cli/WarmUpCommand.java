// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.ftrouter.engine.cycle.probe.KernelSource;
import picocli.CommandLine.Command;

/**
 * {@code ftr warm-up}: a look at the kernel and the demonstration with its first failover, during which Java meets the
 * classes of a daemon; the launcher has it keep them (JEP 350).
 */
@Command(name = "warm-up")
final class WarmUpCommand extends Subcommand {
    private static final int SECONDS = 4; // the first failover is part of it

    @Override
    public Integer call() throws IOException {
        Path folder = Files.createTempDirectory("ftr-warm-up");
        try (var kernel = new KernelSource(0)) {
            kernel.read();
            var own = new Options(
                    folder.resolve("ftr.conf"), // is not there, so the demonstration takes its own
                    folder.resolve("control.sock"),
                    folder,
                    options().pluginFolders(),
                    options().language(),
                    false,
                    false,
                    false);
            return Monitor.run(
                    new MonitorOptions(own, true, false),
                    terminal(),
                    daemon -> CompletableFuture.delayedExecutor(SECONDS, TimeUnit.SECONDS)
                            .execute(daemon::stop));
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(f -> f.delete());
            }
        }
    }
}
