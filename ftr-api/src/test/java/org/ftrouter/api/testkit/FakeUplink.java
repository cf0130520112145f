// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeResult;

/**
 * An uplink that needs neither root nor a network: its device is this machine's loopback, and its far side is what the
 * test serves there. Sockets of {@code LinuxSocket} bind to it as to any other, but for the packet mark, which it has not
 * (no right is needed for that since Linux 5.7). What it cannot show, that packets leave through the right device, is for
 * {@link ProbeContract}.
 */
public final class FakeUplink implements AutoCloseable {
    private final InetAddress address;
    private final List<AutoCloseable> servers = new CopyOnWriteArrayList<>();

    /** What a TCP service does with one connection; it is closed afterwards. */
    public interface TcpService {
        /** Serves, on a thread of its own. An exception ends the connection. */
        void serve(Socket connection) throws IOException;
    }

    private FakeUplink(InetAddress address) {
        this.address = address;
    }

    /** An uplink of one family: {@code 127.0.0.1}, or {@code ::1}. */
    public static FakeUplink of(Family family) {
        return new FakeUplink(TestPath.address(family == Family.IPV4 ? "127.0.0.1" : "::1"));
    }

    /** The path through it. */
    public Path path() {
        return TestPath.of("lo", address.getHostAddress(), 0);
    }

    /** A path through an interface that is not there: whatever is asked there has to be inconclusive. */
    public Path unplugged() {
        return TestPath.of("none0", address.getHostAddress(), 0);
    }

    /** The address of the far side, and of the near one. */
    public InetAddress host() {
        return address;
    }

    /** Asks through {@link #path} and waits for the outcome. */
    public ProbeResult ask(Probe probe, Duration timeout) throws Exception {
        return probe.probe(path(), timeout)
                .toCompletableFuture()
                .get(timeout.plusSeconds(20).toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Serves UDP on a free port, which is returned. The service makes an answer of each question; none if it is empty. */
    public int udp(UnaryOperator<byte[]> service) {
        try {
            var socket = new DatagramSocket(0, address);
            servers.add(socket);
            start("udp", () -> {
                while (!socket.isClosed()) {
                    var asked = new DatagramPacket(new byte[65_535], 65_535);
                    socket.receive(asked);
                    byte[] answer = service.apply(java.util.Arrays.copyOf(asked.getData(), asked.getLength()));
                    if (answer.length > 0) {
                        socket.send(new DatagramPacket(answer, answer.length, asked.getSocketAddress()));
                    }
                }
            });
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Serves TCP on a free port, which is returned. */
    public int tcp(TcpService service) {
        try {
            var server = new ServerSocket(0, 50, address);
            servers.add(server);
            start("tcp", () -> {
                while (!server.isClosed()) {
                    Socket connection = server.accept();
                    servers.add(connection);
                    start("connection", () -> {
                        try (connection) {
                            service.serve(connection);
                        }
                    });
                }
            });
            return server.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A TCP and UDP port on which nobody listens. */
    public int closedPort() {
        try (var taken = new ServerSocket(0, 1, address)) {
            return taken.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(String name, Work work) {
        var thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) { // closed, or the other side went away
                        Thread.currentThread().interrupt();
                    }
                },
                "fake-uplink-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Ends all services. */
    @Override
    public void close() throws Exception {
        for (AutoCloseable server : servers) {
            server.close();
        }
    }
}
