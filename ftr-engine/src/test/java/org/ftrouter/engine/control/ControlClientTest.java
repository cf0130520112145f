// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** For whoever connects, a socket at which nobody accepts is what that of a stopped process is: the kernel takes the call. */
@Timeout(60)
class ControlClientTest {
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final int QUEUE = 3;

    @TempDir
    Path temp;

    private Path socket;
    private ServerSocketChannel stopped;

    @BeforeEach
    void aDaemonThatIsStopped() throws IOException {
        socket = temp.resolve("control.sock");
        stopped = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        stopped.bind(UnixDomainSocketAddress.of(socket), QUEUE);
    }

    @AfterEach
    void close() throws IOException {
        stopped.close();
    }

    @Test
    void aStoppedDaemonIsNotWaitedForLongerThanTheTimeGiven() {
        assertThatThrownBy(() -> ControlClient.ask(socket, "status", SHORT))
                .isInstanceOfSatisfying(
                        SilentDaemonException.class, e -> assertThat(e.waited()).isEqualTo(SHORT));
    }

    @Test
    void norIsOneWhoseQueueOfCallersIsFull() throws IOException {
        var callers = new ArrayList<SocketChannel>();
        try {
            for (int i = 0; i <= QUEUE; i++) {
                callers.add(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
            }

            assertThatThrownBy(() -> ControlClient.ask(socket, "status", SHORT))
                    .isInstanceOf(SilentDaemonException.class);
        } finally {
            for (SocketChannel caller : callers) {
                caller.close();
            }
        }
    }

    @Test
    void norOneThatStopsInTheMiddleOfItsAnswer() throws Exception {
        CompletableFuture<SocketChannel> half = answering("half");

        assertThatThrownBy(() -> ControlClient.ask(socket, "status", SHORT)).isInstanceOf(SilentDaemonException.class);

        half.get().close();
    }

    @Test
    void aLongAnswerMayTakeLongerThanTheTimeForItToBegin() throws Exception {
        var patience = Duration.ofSeconds(2);
        CompletableFuture<Void> slow = answering("").thenAcceptAsync(client -> drip(client, patience));

        assertThat(ControlClient.ask(socket, "status", patience)).isEqualTo("x".repeat(6));

        slow.get();
    }

    @Test
    void whoHangsUpWithoutAnAnswerIsNotTakenForSilent() throws Exception {
        CompletableFuture<Void> hangsUp = answering("").thenAccept(ControlClientTest::close);

        assertThatThrownBy(() -> ControlClient.ask(socket, "status", Duration.ofSeconds(30)))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(SilentDaemonException.class)
                .hasMessage("it hung up without an answer");

        hangsUp.get();
    }

    private CompletableFuture<SocketChannel> answering(String text) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                SocketChannel client = stopped.accept();
                client.read(ByteBuffer.allocate(64));
                client.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
                return client;
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    /** Six bytes, each well before the time is up, all together well after. */
    private static void drip(SocketChannel client, Duration patience) {
        var pause = CompletableFuture.delayedExecutor(patience.toMillis() / 4, TimeUnit.MILLISECONDS);
        for (int i = 0; i < 6; i++) {
            CompletableFuture.runAsync(() -> write(client), pause).join();
        }
        close(client);
    }

    private static void write(SocketChannel client) {
        try {
            client.write(ByteBuffer.wrap(new byte[] {'x'}));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void close(SocketChannel client) {
        try {
            client.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
