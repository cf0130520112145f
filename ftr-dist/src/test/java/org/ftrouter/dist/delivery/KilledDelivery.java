// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Whatever is killed, the process with the outbox (SIGKILL) or the receiver, every event arrives, in order, and what
 * arrives twice bears the same id. {@code ftr-dist/long-test.sh delivery} plays it with 1000 events and ten kills of each.
 */
final class KilledDelivery {
    private static final int EVENTS = Integer.getInteger("ftr.delivery.events", 100);
    private static final int KILLS = Integer.getInteger("ftr.delivery.kills", 3);

    private final Receiver receiver;
    private final Path folder;
    private int stored = -1;

    /** To this receiver; the files of the outbox are below the folder. */
    KilledDelivery(Receiver receiver, Path folder) {
        this.receiver = receiver;
        this.folder = folder;
    }

    void nothingIsLostNorOutOfOrderAndRepeatsBearTheSameId() throws Exception {
        long start = System.nanoTime();
        receiver.start();
        for (int i = 0; i < KILLS; i++) {
            try (OutboxDaemon daemon = started()) {
                feedUntilMoreArrives(daemon, EVENTS * (2 * i + 1) / (2 * KILLS + 1));
                receiver.kill();
                feed(daemon, stored + 3);
                receiver.start();
                daemon.say("kick");
                feedUntilMoreArrives(daemon, EVENTS * (2 * i + 2) / (2 * KILLS + 1));
                daemon.say(stored + 1); // perhaps stored, perhaps not
            }
        }
        try (OutboxDaemon daemon = started()) {
            feed(daemon, EVENTS);
            while (!isAllThere(daemon)) {
                int before = receiver.ids().size();
                daemon.await(
                        "more arrives, or all",
                        () -> isAllThere(daemon) || receiver.ids().size() > before);
            }
        }

        List<String> sent =
                IntStream.range(0, EVENTS).mapToObj(OutboxProcess::id).toList();
        List<String> arrived = List.copyOf(receiver.ids());
        System.out.printf(
                "%s: %d events, receiver and daemon killed %d times each: %d arrived, %d of them repeats, %d s%n",
                receiver.type(),
                EVENTS,
                KILLS,
                arrived.size(),
                arrived.size() - new HashSet<>(arrived).size(),
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
        assertThat(new ArrayList<>(new LinkedHashSet<>(arrived))).isEqualTo(sent);
        assertThat(arrived).isSorted();
    }

    private boolean isAllThere(OutboxDaemon daemon) throws Exception {
        daemon.say("kick");
        daemon.say("?");
        return daemon.waiting() == 0 && receiver.ids().contains(OutboxProcess.id(EVENTS - 1));
    }

    private OutboxDaemon started() throws IOException {
        var settings = new HashMap<>(receiver.settings());
        settings.put("type", receiver.type());
        return new OutboxDaemon(folder, Map.of("it", settings));
    }

    private void feedUntilMoreArrives(OutboxDaemon daemon, int end) throws Exception {
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
