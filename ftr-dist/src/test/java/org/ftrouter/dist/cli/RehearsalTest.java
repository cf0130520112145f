// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Severity;
import org.ftrouter.engine.Daemon;
import org.ftrouter.engine.DaemonOptions;
import org.ftrouter.engine.cycle.notify.Channels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the real daemon has in its state folder is none of a demonstration's or a dry run's business. */
@Timeout(120)
class RehearsalTest {
    @TempDir
    Path temp;

    private final ByteArrayOutputStream text = new ByteArrayOutputStream();

    @ParameterizedTest
    @EnumSource(
            value = DaemonOptions.Mode.class,
            names = {"DEMO", "DRY_RUN"})
    void aNoticeThatWaitsInTheOutboxIsNeitherTakenNorPrinted(DaemonOptions.Mode mode) throws Exception {
        Path state = temp.resolve("state");
        leaveWaiting(state);
        Map<String, String> before = contents(state);

        rehearse(mode, state);

        assertThat(contents(state)).isNotEmpty().isEqualTo(before);
        assertThat(text.toString(StandardCharsets.UTF_8)).doesNotContain("of yesterday");
    }

    @Test
    void aStateFolderThatIsNotThereIsNotMade() throws Exception {
        Path state = temp.resolve("state");

        rehearse(DaemonOptions.Mode.DRY_RUN, state);

        assertThat(state).doesNotExist();
    }

    private void leaveWaiting(Path state) {
        try (var channels = new Channels(state.resolve("outbox"))) {
            channels.use(Map.of("pigeon", notice -> new CountDownLatch(1).await()));
            channels.send(new Notice(
                    "01",
                    "01",
                    "uplink.down",
                    "DOWN",
                    Severity.WARNING,
                    Instant.now(),
                    "gw1",
                    Optional.of("fibre"),
                    Map.of(),
                    Map.of("en", new Notice.Text("of yesterday", "body\n"))));
        }
    }

    /** Until something has happened that people would be told, or, in a demonstration, that its first fault is shown. */
    private void rehearse(DaemonOptions.Mode mode, Path state) throws Exception {
        Path config = temp.resolve("ftr.conf");
        Files.writeString(config, """
                uplinks { fibre { interface = nope0, priority = 1 } }
                probe { targets = [ "ok:1" ], required = 1 }
                route = [ ]
                notify = [ { type = pigeon, to = loft } ]
                """);
        String last = mode == DaemonOptions.Mode.DEMO ? "DEMO  fibre" : "would send  pigeon: ALL-DOWN";
        var shown = new CountDownLatch(1);
        var options = new DaemonOptions(config, temp.resolve("socket"), state, List.of(), mode, "1", "en");
        var daemon = new Daemon(options, screen(last, shown), c -> {});
        var stopper = new Thread(() -> {
            try {
                assertThat(shown.await(90, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            daemon.stop();
        });
        stopper.start();

        daemon.run();

        stopper.join();
        assertThat(text.toString(StandardCharsets.UTF_8)).contains(last);
    }

    private PrintStream screen(String last, CountDownLatch shown) {
        return new PrintStream(text, true, StandardCharsets.UTF_8) {
            @Override
            public void println(String line) {
                super.println(line);
                if (line.contains(last)) {
                    shown.countDown();
                }
            }
        };
    }

    private static Map<String, String> contents(Path folder) throws IOException {
        var contents = new TreeMap<String, String>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(file.toString(), Files.readString(file));
            }
        }
        return contents;
    }
}
