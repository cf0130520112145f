// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A file system of its own for the outbox, without a byte of room: what is said meanwhile is delivered from memory, and what
 * is not is on the disk once there is room.
 */
@Timeout(300)
class FullDiskIT {
    private static final int STORED = 5;
    private static final int IN_MEMORY = 25;
    private static final int LATER = 10;

    @TempDir
    Path temp;

    private Path disk;
    private Path filler;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectories(temp.resolve("daemon/outbox"));
        filler = disk.resolve("filler");
        run("mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", disk.toString());
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", "--lazy", disk.toString());
    }

    private static void run(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    private void fill() throws IOException {
        try (OutputStream to = Files.newOutputStream(filler)) {
            byte[] page = new byte[4096];
            Arrays.fill(page, (byte) 'x');
            while (true) {
                to.write(page);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left on device");
        }
    }

    private void feed(OutboxDaemon daemon, int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            int next = i;
            daemon.say(next);
            daemon.await("stored or kept", () -> daemon.stored() == next);
        }
    }

    private static List<String> ids(int to) {
        return IntStream.range(0, to).mapToObj(OutboxProcess::id).toList();
    }

    @Test
    void deliveryGoesOnFromMemoryAndWhatIsDeliveredIsNotSentAgain() throws Exception {
        try (var receiver = new SocketReceiver.Web()) {
            fill(); // the daemon starts on a full disk
            try (var daemon = new OutboxDaemon(temp.resolve("daemon"), channels(receiver))) {
                feed(daemon, 0, IN_MEMORY);
                assertThat(daemon.log().split("is kept in memory only: .*No space left on device", -1))
                        .as("each is told")
                        .hasSize(IN_MEMORY + 1);
                receiver.start();
                deliver(daemon, receiver, IN_MEMORY);
            }
            Files.delete(filler);
            try (var later = new OutboxDaemon(temp.resolve("daemon"), channels(receiver))) {
                later.say(IN_MEMORY);
                deliver(later, receiver, IN_MEMORY + 1);
            }

            assertThat(receiver.ids()).isEqualTo(ids(IN_MEMORY + 1));
        }
    }

    @Test
    void onceThereIsRoomNothingIsLostAlsoOfWhatWasSaidBefore() throws Exception {
        int all = STORED + IN_MEMORY + LATER;
        try (var receiver = new SocketReceiver.Web()) {
            try (var killed = new OutboxDaemon(temp.resolve("daemon"), channels(receiver))) {
                feed(killed, 0, STORED);
                fill();
                feed(killed, STORED, STORED + IN_MEMORY);
                killed.await("a complaint", () -> killed.log().contains("No space left on device"));
                Files.delete(filler);
                feed(killed, STORED + IN_MEMORY, all);
                killed.await("the end of it", () -> killed.log().contains("the disk has room again"));
            }

            receiver.start();
            try (var later = new OutboxDaemon(temp.resolve("daemon"), channels(receiver))) {
                deliver(later, receiver, all);
            }

            assertThat(receiver.ids()).isEqualTo(ids(all));
        }
    }

    private static void deliver(OutboxDaemon daemon, SocketReceiver receiver, int all) throws Exception {
        daemon.await("all", () -> {
            daemon.say("kick");
            daemon.say("?");
            return daemon.waiting() == 0 && receiver.ids().size() >= all;
        });
    }

    private static Map<String, Map<String, Object>> channels(SocketReceiver receiver) {
        return Map.of(
                "it", Map.of("type", receiver.type(), "url", receiver.settings().get("url")));
    }
}
