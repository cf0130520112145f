// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.syslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UdpTest extends SyslogContract {
    private DatagramSocket daemon;

    @BeforeEach
    void open() throws Exception {
        daemon = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() {
        daemon.close();
    }

    @Override
    protected Notifier working() {
        return notifier("to", "udp://127.0.0.1:" + daemon.getLocalPort());
    }

    @Override
    protected Notifier unreachable() throws Exception {
        try (var unused = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return notifier("to", "udp://127.0.0.1:" + unused.getLocalPort());
        }
    }

    /** On the loopback interface a datagram has arrived when its sending returns. */
    @Override
    List<byte[]> received() throws Exception {
        var all = new ArrayList<byte[]>();
        var packet = new DatagramPacket(new byte[65536], 65536);
        daemon.setSoTimeout(50);
        try {
            for (int i = 0; i < 100; i++) {
                daemon.receive(packet);
                all.add(Arrays.copyOf(packet.getData(), packet.getLength()));
            }
        } catch (SocketTimeoutException e) {
            return all;
        }
        throw new AssertionError("endless messages");
    }

    @Test
    void aNameThatDoesNotExistIsNamed() throws Exception {
        try (Notifier notifier = notifier("to", "udp://no-such-host.invalid")) {
            assertThatThrownBy(() -> notifier.send(notice("01A", "uplink.down", "DOWN", "dsl")))
                    .hasMessageContaining("udp://no-such-host.invalid:514 cannot be reached");
        }
    }

    /** As are kept of a host with two families, in the order of the alphabet. */
    @Test
    void ofSeveralAddressesTheFirstThatWorksIsTaken(@TempDir Path state) throws Exception {
        Files.writeString(state.resolve("address-of-no-such-host.invalid"), "127.0.0.2\n127.0.0.1\n");
        TestSettings settings = TestSettings.of("to", "udp://no-such-host.invalid:" + daemon.getLocalPort());
        try (Notifier notifier = new SyslogNotifierFactory().create(settings, new TestContext(state))) {
            notifier.send(notice("01A", "uplink.down", "DOWN", "dsl"));
        }

        assertThat(delivered()).extracting(Delivery::id).containsExactly("01A");
    }
}
