// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.multipath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ftrouter.api.testkit.TestUplinks.plan;
import static org.ftrouter.route.multipath.Bench.backend;
import static org.ftrouter.route.multipath.Bench.inNetwork;
import static org.ftrouter.route.multipath.Bench.uplinks;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import org.ftrouter.linux.NetworkWatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernel says who deletes what is ours. */
class CulpritsXIT {
    @TempDir
    Path folder;

    private static final class Lines implements System.Logger {
        final List<String> lines = new ArrayList<>();

        @Override
        public String getName() {
            return "lines";
        }

        @Override
        public boolean isLoggable(Level level) {
            return true;
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
            lines.add(message);
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String format, Object... parameters) {
            lines.add(format);
        }
    }

    @Test
    void aProgramThatDeletesOursIsNamedOnceAndOneThatDeletesItsOwnIsNot() throws Exception {
        inNetwork(2, () -> {
            backend(folder).apply(plan(uplinks(2), 0, 1));
            var log = new Lines();
            var culprits = new Culprits(log, Path.of("/proc"));
            culprits.ours(java.util.Set.of(199));
            Process ip = new ProcessBuilder("ip", "-batch", "-").start();
            try (NetworkWatch watch = NetworkWatch.open();
                    OutputStream in = ip.getOutputStream()) {
                tell(in, "rule add priority 9 lookup 9 protocol 77", "rule del priority 9");
                hear(watch, culprits, 1);
                assertThat(log.lines).isEmpty();

                tell(in, "rule del priority 31400", "route del default table 1002 metric 0");
                hear(watch, culprits, 2);

                assertThat(log.lines).hasSize(1);
                assertThat(log.lines.get(0)).startsWith("ip (process " + ip.pid() + ") deletes rules of ours");
            } finally {
                ip.destroy();
                ip.waitFor();
            }
        });
    }

    private static void tell(OutputStream in, String... lines) throws Exception {
        in.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        in.flush();
    }

    /** Hands on what was deleted, until so many deletions were told. */
    private static void hear(NetworkWatch watch, Culprits culprits, int deletions) throws Exception {
        int heard = 0;
        for (int i = 0; i < 100 && heard < deletions; i++) {
            var events = watch.await(Duration.ofSeconds(10));
            events.deletions().forEach(culprits::saw);
            heard += events.deletions().size();
        }
        assertThat(heard).isGreaterThanOrEqualTo(deletions);
    }

    @Test
    void networkdComesWithItsRemedyAndWeOurselvesAreNoCulprit() throws Exception {
        var log = new Lines();
        var culprits = new Culprits(log, folder);
        culprits.ours(java.util.Set.of(199));
        Files.createDirectories(folder.resolve("312"));
        Files.writeString(folder.resolve("312/comm"), "systemd-network\n");
        int self = (int) ProcessHandle.current().pid();
        Files.createDirectories(folder.resolve(self + ""));
        Files.writeString(folder.resolve(self + "/comm"), "java\n");

        culprits.saw(new NetworkWatch.Deletion(self, 199, true));
        culprits.saw(new NetworkWatch.Deletion(999, 199, true)); // has ended
        assertThat(log.lines).isEmpty();
        culprits.saw(new NetworkWatch.Deletion(312, 199, true));
        culprits.saw(new NetworkWatch.Deletion(312, 199, false));

        assertThat(log.lines).hasSize(1);
        assertThat(log.lines.get(0)).contains("systemd-network (process 312)", "ManageForeignRoutingPolicyRules=no");
    }
}
