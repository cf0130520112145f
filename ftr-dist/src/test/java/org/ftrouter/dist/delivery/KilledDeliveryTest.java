// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever is killed, the process with the outbox (SIGKILL) or the receiver, every event arrives, in order, and what
 * arrives twice bears the same id. The long layer plays it with 1000 events and ten kills of each
 * ({@code -Dftr.delivery.events=1000 -Dftr.delivery.kills=10}). SNMP with confirmed notifications and syslog over TCP:
 * their forms without confirmation can lose what the receiver had not read, and so can journald.
 */
@Timeout(900)
class KilledDeliveryTest {
    private static final int EVENTS = Integer.getInteger("ftr.delivery.events", 100);
    private static final int KILLS = Integer.getInteger("ftr.delivery.kills", 3);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path temp;

    private @Nullable Process daemon;
    private volatile int stored = -1;
    private volatile int waiting = -1;

    /** The channels. */
    enum Kind {
        WEBHOOK,
        EMAIL,
        SYSLOG,
        MQTT,
        SNMPTRAP,
        EXEC;

        private Receiver make(Path folder) throws IOException {
            return switch (this) {
                case WEBHOOK -> new SocketReceiver.Web();
                case EMAIL -> new SocketReceiver.Mail();
                case SYSLOG -> new SocketReceiver.Syslog();
                case MQTT -> new ProcessReceiver.Mosquitto(folder);
                case SNMPTRAP -> new ProcessReceiver.SnmpTrapd(folder);
                case EXEC -> new ProcessReceiver.Script(folder);
            };
        }
    }

    @AfterEach
    void end() throws Exception {
        killDaemon();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void nothingIsLostNorOutOfOrderAndRepeatsBearTheSameId(Kind kind) throws Exception {
        try (Receiver receiver = kind.make(Files.createDirectory(temp.resolve("receiver")))) {
            receiver.start();
            startDaemon(receiver);
            int rounds = 2 * KILLS;
            for (int round = 0; round < rounds; round++) {
                int end = EVENTS * (round + 1) / (rounds + 1);
                int before = receiver.ids().size();
                feed(end);
                await("more arrives", () -> receiver.ids().size() > before);
                if (round % 2 == 0) {
                    say(end);
                    killDaemon();
                    startDaemon(receiver);
                } else {
                    receiver.kill();
                    feed(end + 2);
                    receiver.start();
                    say("kick");
                }
            }
            feed(EVENTS);
            await("all", () -> {
                say("kick");
                say("?");
                return waiting == 0 && receiver.ids().contains(OutboxProcess.id(EVENTS - 1));
            });

            List<String> sent =
                    IntStream.range(0, EVENTS).mapToObj(OutboxProcess::id).toList();
            List<String> arrived = List.copyOf(receiver.ids());
            assertThat(new ArrayList<>(new LinkedHashSet<>(arrived))).isEqualTo(sent);
            assertThat(arrived).isSorted();
        }
    }

    /** Events up to that number, each only when the one before is stored. */
    private void feed(int end) throws Exception {
        while (stored < end - 1) {
            int next = stored + 1;
            say(next);
            await("stored " + next, () -> stored == next);
        }
    }

    private void say(Object line) throws IOException {
        OutputStream to = Objects.requireNonNull(daemon).getOutputStream();
        to.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        to.flush();
    }

    private void startDaemon(Receiver receiver) throws IOException {
        Process made = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OutboxProcess.class.getName(),
                        temp.resolve("daemon").toString(),
                        receiver.type(),
                        new Gson().toJson(receiver.settings()))
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        temp.resolve("daemon.log").toFile()))
                .start();
        daemon = made;
        var reader = new Thread(() -> listen(made));
        reader.setDaemon(true);
        reader.start();
    }

    private void listen(Process from) {
        try (var in = new BufferedReader(new InputStreamReader(from.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("stored ")) {
                    stored = Integer.parseInt(line.substring(7));
                } else if (line.startsWith("waiting ")) {
                    waiting = Integer.parseInt(line.substring(8));
                }
            }
        } catch (IOException e) {
            waiting = -1; // killed
        }
    }

    private void killDaemon() throws InterruptedException {
        Process mine = daemon;
        if (mine != null) {
            mine.destroyForcibly().waitFor();
            waiting = -1;
        }
    }

    /** A question with a clear answer. */
    private interface Question {
        boolean ask() throws Exception;
    }

    private void await(String what, Question question) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!question.ask()) {
            if (System.nanoTime() > end) {
                throw new AssertionError(what + ": stored " + stored + ", waiting " + waiting + "\n"
                        + Files.readString(temp.resolve("daemon.log")));
            }
            Thread.sleep(10);
        }
    }
}
