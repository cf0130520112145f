// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.ftrouter.engine.cycle.Await;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ControlServerTest {
    @TempDir
    Path temp;

    private @Nullable ControlServer server;

    private Path socket() {
        return temp.resolve("run/control.sock");
    }

    private void serve(Function<String, String> answer) throws IOException {
        server = new ControlServer(socket(), answer);
    }

    @AfterEach
    void close() {
        if (server != null) {
            server.close();
        }
    }

    private String ask(String request) throws IOException {
        return ControlClient.ask(socket(), request);
    }

    @Test
    void aLineIsAnsweredWhole() throws IOException {
        serve(line -> line + "!" + "è".repeat(300_000));

        assertThat(ask("status")).isEqualTo("status!" + "è".repeat(300_000));
        assertThat(ask("  reload \r")).startsWith("reload!");
    }

    @Test
    void aRequestThatFailsIsAnsweredWithItsReasonAndTheNextOneIsFine() throws IOException {
        serve(line -> {
            if (line.equals("plan")) {
                throw new IllegalStateException("the engine does not answer");
            }
            return "fine";
        });

        assertThat(ask("plan")).isEqualTo("{\"error\":\"the engine does not answer\"}");
        assertThat(ask("status")).isEqualTo("fine");
    }

    @Test
    void whatKeepsItFromAcceptingForAWhileDoesNotEndIt() throws IOException {
        serve(line -> "fine");
        var tries = new AtomicInteger();

        server.accept(() -> {
            throw tries.incrementAndGet() < 3 ? new IOException("Too many open files") : new ClosedChannelException();
        });

        assertThat(tries).hasValue(3);
    }

    @Test
    void aFileThatIsNoSocketIsLeftAlone() throws IOException {
        Path file = Files.writeString(temp.resolve("ftr.conf"), "uplinks {}");

        assertThatThrownBy(() -> new ControlServer(file, line -> line))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ftr.conf is a file and no socket");

        assertThat(file).hasContent("uplinks {}");
    }

    @Test
    void onlyOwnerAndGroupMayAsk() throws IOException {
        serve(line -> line);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket())))
                .isEqualTo("rw-rw----");
    }

    @Test
    void aSocketLeftByADeadProcessIsReplaced() throws IOException {
        Files.createDirectories(socket().getParent());
        ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        dead.bind(UnixDomainSocketAddress.of(socket()));
        dead.close();
        assertThat(socket()).exists();

        serve(line -> "alive");

        assertThat(ask("status")).isEqualTo("alive");
    }

    @Test
    void aSocketAtWhichSomebodyAnswersIsLeftToThem() throws IOException {
        serve(line -> "first");

        assertThatThrownBy(() -> new ControlServer(socket(), line -> "second"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another instance answers at " + socket());

        assertThat(ask("status")).isEqualTo("first");
    }

    @Test
    void whatCannotBeMadeIsNamedWithTheReasonAndARemedy() throws IOException {
        Files.writeString(temp.resolve("run"), "a file where a folder should be");

        assertThatThrownBy(() -> new ControlServer(socket(), line -> line))
                .hasMessage("the control socket " + socket() + " cannot be made: something that is no folder is in the"
                        + " way; run as root, or name another with --socket");
    }

    @Test
    void afterTheEndThereIsNoSocket() throws IOException {
        serve(line -> line);
        close();

        assertThat(socket()).doesNotExist();
        assertThatThrownBy(() -> ask("status")).isInstanceOf(IOException.class);
    }

    @Test
    void aLineThatIsTooLongIsCutAndHarmsNobody() throws IOException {
        var seen = new CompletableFuture<String>();
        serve(line -> {
            seen.complete(line);
            return "ok";
        });

        try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
            client.write(ByteBuffer.wrap("x".repeat(4096).getBytes(StandardCharsets.US_ASCII)));
            assertThat(Channels.newInputStream(client).readAllBytes())
                    .asString()
                    .isEqualTo("ok");
        }

        assertThat(seen.join()).hasSize(4096);
        assertThat(ask("status")).isEqualTo("ok");
    }

    @Test
    void aLineWithoutAnEndIsAnswered() throws IOException {
        serve(line -> "<" + line + ">");

        try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
            client.write(ByteBuffer.wrap("status".getBytes(StandardCharsets.US_ASCII)));
            client.shutdownOutput();
            assertThat(Channels.newInputStream(client).readAllBytes())
                    .asString()
                    .isEqualTo("<status>");
        }
    }

    @Test
    void manyClientsAreServed() throws Exception {
        serve(line -> line);
        var pool = Executors.newFixedThreadPool(12);
        try {
            var answers = new ArrayList<CompletableFuture<String>>();
            for (int i = 0; i < 200; i++) {
                String request = "request " + i;
                answers.add(CompletableFuture.supplyAsync(() -> askUnchecked(request), pool));
            }

            for (int i = 0; i < 200; i++) {
                assertThat(answers.get(i).get()).isEqualTo("request " + i);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private String askUnchecked(String request) {
        try {
            return ask(request);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void clientsThatStallAreDroppedAndTheirPlacesAreFreeAgain() throws IOException {
        server = new ControlServer(socket(), line -> "ok", 1);
        var stalling = new ArrayList<SocketChannel>();
        try {
            for (int i = 0; i < 16; i++) {
                stalling.add(SocketChannel.open(UnixDomainSocketAddress.of(socket())));
            }

            Await.until("a free place", () -> okOrNothing().equals("ok"));
            for (SocketChannel client : stalling) {
                assertThat(client.read(ByteBuffer.allocate(1))).as("closed").isEqualTo(-1);
            }
        } finally {
            for (SocketChannel client : stalling) {
                client.close();
            }
        }
    }

    private String okOrNothing() {
        try {
            return ask("status");
        } catch (IOException e) {
            return "";
        }
    }
}
