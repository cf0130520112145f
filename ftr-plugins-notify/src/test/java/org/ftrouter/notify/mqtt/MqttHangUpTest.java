// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.ftrouter.notify.mqtt.MqttContractTest.mqtt;
import static org.ftrouter.notify.mqtt.MqttTest.notice;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifyException;
import org.junit.jupiter.api.Test;

/** Brokers that end the connection when the library does not expect it. */
class MqttHangUpTest {
    private final Set<Thread> before = libraries();

    @Test
    void aBrokerThatHangsUpAtOnceAgainAndAgainLeavesNoThreadBehind() throws Exception {
        try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var hangsUp = new Thread(() -> hangUp(server), "hangs up");
            hangsUp.start();
            for (int i = 0; i < 3; i++) {
                try (Notifier notifier = mqtt("tcp://127.0.0.1:" + server.getLocalPort(), "timeout", "5s")) {
                    assertThatThrownBy(() -> notifier.send(notice("uplink.down", "dsl", "1")))
                            .isInstanceOf(NotifyException.class);
                }
            }
        }
        assertNoThreadIsLeft();
    }

    private void assertNoThreadIsLeft() {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(libraries()).isSubsetOf(before));
    }

    private static Set<Thread> libraries() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("MQTT"))
                .collect(Collectors.toSet());
    }

    @Test
    void aBrokerThatHangsUpAtTheFarewellHoldsUpNothingAndLeavesNoThreadBehind() throws Exception {
        try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var broker = new Thread(() -> hangUpAtTheFarewell(server), "hangs up");
            broker.start();
            for (int i = 0; i < 20; i++) {
                Notifier notifier = mqtt("tcp://127.0.0.1:" + server.getLocalPort());
                notifier.send(notice("uplink.down", "dsl", "1"));
                long from = System.nanoTime();
                notifier.close();
                assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(10));
            }
        }
        assertNoThreadIsLeft();
    }

    private static void hangUpAtTheFarewell(ServerSocket server) {
        try {
            for (long moment = 0; true; moment++) {
                try (var client = server.accept()) {
                    takeMessages(new DataInputStream(client.getInputStream()), client.getOutputStream());
                    LockSupport.parkNanos(moment * 200_000); // sooner or later, in the middle of it
                }
            }
        } catch (IOException e) {
            return; // the test is over
        }
    }

    /** As MQTT 3.1.1 has it (2.2, 3.1 to 3.4), with packets of less than 16 KB, until one says that the daemon goes. */
    private static void takeMessages(DataInputStream in, OutputStream out) throws IOException {
        boolean going = false;
        while (!going) {
            int type = in.readUnsignedByte() >> 4;
            int length = in.readUnsignedByte();
            length = length < 128 ? length : length - 128 + 128 * in.readUnsignedByte();
            byte[] packet = in.readNBytes(length);
            if (type == 1) {
                out.write(new byte[] {0x20, 2, 0, 0});
            } else {
                int topic = (packet[0] & 0xff) * 256 + (packet[1] & 0xff);
                going = new String(packet, StandardCharsets.UTF_8).endsWith("offline");
                out.write(new byte[] {0x40, 2, packet[2 + topic], packet[3 + topic]});
            }
        }
    }

    private static void hangUp(ServerSocket server) {
        try {
            while (true) {
                server.accept().close();
            }
        } catch (IOException e) {
            return; // the test is over
        }
    }
}
