// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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

    @TempDir
    Path temp;

    private int stored = -1;

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

    @ParameterizedTest
    @EnumSource(Kind.class)
    void nothingIsLostNorOutOfOrderAndRepeatsBearTheSameId(Kind kind) throws Exception {
        long start = System.nanoTime();
        try (Receiver receiver = kind.make(Files.createDirectory(temp.resolve("receiver")))) {
            receiver.start();
            for (int i = 0; i < KILLS; i++) {
                try (OutboxDaemon daemon = started(receiver)) {
                    feedUntilMoreArrives(daemon, receiver, EVENTS * (2 * i + 1) / (2 * KILLS + 1));
                    receiver.kill();
                    feed(daemon, stored + 3);
                    receiver.start();
                    daemon.say("kick");
                    feedUntilMoreArrives(daemon, receiver, EVENTS * (2 * i + 2) / (2 * KILLS + 1));
                    daemon.say(stored + 1); // perhaps stored, perhaps not
                }
            }
            try (OutboxDaemon daemon = started(receiver)) {
                feed(daemon, EVENTS);
                daemon.await("all", () -> {
                    daemon.say("kick");
                    daemon.say("?");
                    return daemon.waiting() == 0 && receiver.ids().contains(OutboxProcess.id(EVENTS - 1));
                });
            }

            List<String> sent =
                    IntStream.range(0, EVENTS).mapToObj(OutboxProcess::id).toList();
            List<String> arrived = List.copyOf(receiver.ids());
            System.out.printf(
                    "%s: %d events, receiver and daemon killed %d times each: %d arrived, %d of them repeats, %d s%n",
                    kind,
                    EVENTS,
                    KILLS,
                    arrived.size(),
                    arrived.size() - new HashSet<>(arrived).size(),
                    TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
            assertThat(new ArrayList<>(new LinkedHashSet<>(arrived))).isEqualTo(sent);
            assertThat(arrived).isSorted();
        }
    }

    private OutboxDaemon started(Receiver receiver) throws IOException {
        var settings = new HashMap<>(receiver.settings());
        settings.put("type", receiver.type());
        return new OutboxDaemon(temp.resolve("daemon"), Map.of("it", settings));
    }

    private void feedUntilMoreArrives(OutboxDaemon daemon, Receiver receiver, int end) throws Exception {
        int before = receiver.ids().size();
        feed(daemon, end);
        daemon.await("more arrives", () -> receiver.ids().size() > before);
    }

    /** Events up to that number, each only when the one before is stored. */
    private void feed(OutboxDaemon daemon, int end) throws Exception {
        while (stored < end - 1) {
            int next = stored + 1;
            daemon.say(next);
            daemon.await("stored " + next, () -> daemon.stored() == next);
            stored = next;
        }
    }
}
