// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.ftrouter.api.Path;
import org.ftrouter.api.testkit.TestNamespace;
import org.ftrouter.api.testkit.TestPath;
import org.ftrouter.linux.IcmpMessage.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SocketsIT {
    private static final int CAP_NET_ADMIN = 12;
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(50);
    private TestNamespace near;
    private TestNamespace far;

    @BeforeEach
    void cable() {
        near = TestNamespace.create("near");
        far = TestNamespace.create("far");
        near.cable(
                "up0",
                List.of("192.0.2.2/24", "2001:db8::2/64"),
                far,
                "down0",
                List.of("192.0.2.1/24", "2001:db8::1/64"));
    }

    @AfterEach
    void close() {
        near.close();
        far.close();
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.2,   192.0.2.1,   true",
        "192.0.2.2,   192.0.2.1,   false",
        "2001:db8::2, 2001:db8::1, true",
        "2001:db8::2, 2001:db8::1, false"
    })
    void anEchoComesBackThroughARawAndADatagramSocket(String source, String target, boolean raw) {
        near.sysctl("net/ipv4/ping_group_range", "0 2147483647");
        near.run(() -> {
            try (IcmpSocket socket = IcmpSocket.open(TestPath.of("up0", source, 7), raw)) {
                var echo = new IcmpEcho(socket.identifier().orElse(99), 1, 0x1122334455667788L, 24);
                socket.send(TestPath.address(target), echo);
                assertThat(socket.await(LibC.POLLIN, LONG)).isTrue();

                var received = socket.receive().orElseThrow();

                assertThat(received.message().kind()).isEqualTo(Kind.REPLY);
                assertThat(received.message().echo()).contains(echo);
                assertThat(received.source()).isEqualTo(TestPath.address(target));
                assertThat(received.age()).isPositive().isLessThan(Duration.ofSeconds(1));
                assertThat(socket.receive()).isEmpty();
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"none0 192.0.2.2 ENODEV", "up0 192.0.2.77 EADDRNOTAVAIL", "up0 2001:db8::77 EADDRNOTAVAIL"})
    void whatOurSideCannotDoIsABindExceptionWithTheErrno(String row) {
        String[] fields = row.split(" ", -1);
        Path path = TestPath.of(fields[0], fields[1], 7);

        near.run(() -> {
            assertThatThrownBy(() -> LinuxSocket.icmp(path))
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining(fields[2])
                    .hasCauseInstanceOf(LinuxException.class);
            assertThatThrownBy(() -> LinuxSocket.tcp(path)).isInstanceOf(BindException.class);
            assertThatThrownBy(() -> LinuxSocket.udp(path)).isInstanceOf(BindException.class);
        });
    }

    @Test
    void withoutTheRightToRawSocketsADatagramSocketIsUsedOrTheRemedyNamed() {
        near.run(() -> {
            dropAllBut(1 << CAP_NET_ADMIN);
            Path path = TestPath.of("up0", "192.0.2.2", 7);
            assertThatThrownBy(() -> LinuxSocket.icmp(path))
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining("EPERM")
                    .hasMessageContaining("CAP_NET_RAW")
                    .hasMessageContaining("net.ipv4.ping_group_range");

            near.sysctl("net/ipv4/ping_group_range", "0 2147483647");
            try (IcmpSocket socket = LinuxSocket.icmp(path)) {
                assertThat(socket.identifier()).isPresent();
            }
        });
    }

    /** Takes capabilities from the calling thread only. */
    private static void dropAllBut(int capabilities) {
        ByteBuffer header = LibC.buffer(8).putInt(0, 0x20080522);
        ByteBuffer sets = LibC.buffer(24).putInt(0, capabilities).putInt(4, capabilities);
        assertThat(Capabilities.capset(LibC.address(header), LibC.address(sets)))
                .isZero();
    }

    private static final class Capabilities {
        static {
            Native.register(Capabilities.class, NativeLibrary.getInstance("c"));
        }

        static native int capset(long header, long sets);
    }

    @Test
    void aSocketKnowsWhenItsDeviceIsNoLongerTheOneOfThatName() {
        near.run(() -> {
            try (IcmpSocket socket = LinuxSocket.icmp(TestPath.of("up0", "192.0.2.2", 0))) {
                assertThat(socket.bound()).isTrue();

                near.ip("link", "set", "up0", "down");
                near.ip("link", "set", "up0", "name", "other0");
                assertThat(socket.bound()).isFalse();

                near.ip("link", "delete", "other0");
                assertThat(socket.bound()).isFalse();
                assertThatThrownBy(() -> socket.send(TestPath.address("192.0.2.1"), new IcmpEcho(1, 1, 1, 24)))
                        .isInstanceOf(BindException.class);
            }
        });
    }

    @Test
    void tcpConnectsTalksAndKnowsTheRoundTripTime() {
        near.run(() -> {
            try (ServerSocket server = far.call(() -> new ServerSocket(8080));
                    TcpSocket socket = LinuxSocket.tcp(TestPath.of("up0", "192.0.2.2", 7))) {
                socket.connect(new InetSocketAddress("192.0.2.1", 8080), LONG);
                assertThat(socket.roundTrip()).isBetween(Duration.ofNanos(1), Duration.ofSeconds(1));

                try (var accepted = server.accept()) {
                    assertThat(accepted.getInetAddress()).isEqualTo(InetAddress.getByName("192.0.2.2"));
                    assertThatThrownBy(() -> socket.receive(SHORT)).isInstanceOf(SocketTimeoutException.class);
                    socket.send("hello".getBytes(StandardCharsets.UTF_8), LONG);
                    assertThat(accepted.getInputStream().readNBytes(5))
                            .asString()
                            .isEqualTo("hello");
                    accepted.getOutputStream().write('x');
                    assertThat(socket.receive(LONG)).containsExactly('x');
                }
                assertThat(socket.receive(LONG)).isEmpty();
            }
        });
    }

    @Test
    void tcpTellsARefusalFromSilenceAndFromOurOwnFault() {
        far.ip("address", "add", "192.0.2.9/24", "dev", "down0");
        near.ip("neighbour", "add", "192.0.2.66", "lladdr", "02:00:00:00:00:66", "dev", "up0");
        near.run(() -> {
            try (TcpSocket socket = LinuxSocket.tcp(TestPath.of("up0", "192.0.2.2", 0))) {
                assertThatThrownBy(() -> socket.connect(new InetSocketAddress("192.0.2.9", 81), LONG))
                        .isInstanceOf(LinuxException.class)
                        .hasMessageContaining("ECONNREFUSED");
            }
            try (TcpSocket socket = LinuxSocket.tcp(TestPath.of("up0", "192.0.2.2", 0))) {
                assertThatThrownBy(() -> socket.connect(new InetSocketAddress("192.0.2.66", 81), SHORT))
                        .isInstanceOf(SocketTimeoutException.class);
            }
            try (TcpSocket socket = LinuxSocket.tcp(TestPath.of("up0", "192.0.2.2", 0))) {
                assertThatThrownBy(() -> socket.connect(new InetSocketAddress("2001:db8::1", 81), SHORT))
                        .isInstanceOf(BindException.class);
            }
        });
    }

    @Test
    void udpTalksToItsPeerAloneAndHearsARefusal() {
        near.run(() -> {
            try (DatagramSocket server = far.call(() -> new DatagramSocket(5353));
                    DatagramSocket stranger = far.call(() -> new DatagramSocket(5354));
                    UdpSocket socket = LinuxSocket.udp(TestPath.of("up0", "192.0.2.2", 7))) {
                socket.connect(new InetSocketAddress("192.0.2.1", 5353));
                socket.send(new byte[] {1, 2, 3});
                var packet = new DatagramPacket(new byte[100], 100);
                server.receive(packet);
                assertThat(packet.getLength()).isEqualTo(3);

                stranger.send(new DatagramPacket(new byte[] {9}, 1, packet.getSocketAddress()));
                server.send(new DatagramPacket(new byte[] {4, 5}, 2, packet.getSocketAddress()));
                assertThat(socket.receive(LONG)).containsExactly(4, 5);
                assertThatThrownBy(() -> socket.receive(SHORT)).isInstanceOf(SocketTimeoutException.class);
            }
            try (UdpSocket socket = LinuxSocket.udp(TestPath.of("up0", "192.0.2.2", 0))) {
                socket.connect(new InetSocketAddress("192.0.2.1", 5999));
                socket.send(new byte[1]);
                assertThatThrownBy(() -> socket.receive(LONG)).hasMessageContaining("ECONNREFUSED");
            }
        });
    }

    @Test
    void aPollerHandsOverTheReadySocketsAndCanBeWoken() {
        near.run(() -> {
            try (var poller = new Poller();
                    IcmpSocket asked = LinuxSocket.icmp(TestPath.of("up0", "2001:db8::2", 0));
                    IcmpSocket quiet = LinuxSocket.icmp(TestPath.of("up0", "192.0.2.2", 0))) {
                var ready = new ArrayList<LinuxSocket>();
                poller.add(quiet, () -> ready.add(quiet));
                poller.add(asked, () -> ready.add(asked));
                poller.await(0);
                assertThat(ready).isEmpty();

                asked.send(TestPath.address("2001:db8::1"), new IcmpEcho(1, 1, 1, 24));
                poller.await(LONG.toNanos());
                assertThat(ready).containsExactly(asked);

                asked.receive();
                poller.wake();
                poller.wake();
                poller.await(LONG.toNanos());
                assertThat(ready).hasSize(1);

                poller.remove(asked);
                asked.send(TestPath.address("2001:db8::1"), new IcmpEcho(1, 2, 1, 24));
                poller.await(SHORT.toNanos());
                assertThat(ready).hasSize(1);
            }
        });
    }
}
