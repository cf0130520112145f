// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.api.notify.Steps;
import org.junit.jupiter.api.Test;

/** One clock ends a delivery: nothing below it has one of the same length, which would be heard instead of it now and then. */
class DiallerTest {

    @Test
    void aReadHasNoDeadlineOfItsOwn() throws Exception {
        var dialler = new Dialler(Names.unkept(), Socket::new);
        try (var silent = new RawServer((in, out) -> in.readAllBytes())) {
            Socket socket = dialler.connect("127.0.0.1", silent.port(), Duration.ofMillis(1), Steps.NONE);

            assertThat(socket.getSoTimeout()).isZero();
            dialler.abandon();
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aConnectionThatIsNeverMadeEndsWithTheAttempt() throws Exception {
        var dialler = new Dialler(Names.unkept(), Socket::new);
        try (var full = new Full()) {
            Throwable failure = catchThrowable(() -> Attempt.run(
                    new Attempt.Work() {
                        @Override
                        public void deliver() throws NotifyException {
                            try {
                                dialler.connect("127.0.0.1", full.port(), Duration.ofMillis(1), Steps.NONE);
                            } catch (IOException e) {
                                throw new NotifyException("the connection spoke first: " + e);
                            }
                        }

                        @Override
                        public void abandon() {
                            dialler.abandon();
                        }

                        @Override
                        public String unfinished() {
                            return "the attempt ended";
                        }
                    },
                    Duration.ofMillis(300)));

            assertThat(failure).hasMessage("the attempt ended within 300 ms");
        }
    }

    @Test
    void aWaitForAConnectionEndsWhenItIsGivenUp() throws Exception {
        var dialler = new Dialler(Names.unkept(), Socket::new);
        var connecting = new CountDownLatch(1);
        Steps steps = new Steps() {
            @Override
            public void begin(String step, String with) {
                if (step.equals("connect")) {
                    connecting.countDown();
                }
            }

            @Override
            public void passed(String detail) {
                // the look-up
            }
        };
        try (var full = new Full()) {
            var ended = new FutureTask<>(
                    () -> catchThrowable(() -> dialler.connect("127.0.0.1", full.port(), Duration.ofHours(1), steps)));
            new Thread(ended).start();
            assertThat(connecting.await(30, TimeUnit.SECONDS)).isTrue();

            dialler.abandon();

            assertThat(ended.get(30, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
        }
    }

    /** A port whose queue is full: the kernel answers nobody any more. */
    private static final class Full implements AutoCloseable {
        private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        private final List<Socket> queued = new ArrayList<>();

        Full() throws IOException {
            boolean room = true;
            while (room) {
                assertThat(queued).hasSizeLessThan(20);
                var socket = new Socket();
                queued.add(socket);
                try {
                    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()), 200);
                } catch (SocketTimeoutException e) {
                    room = false;
                }
            }
        }

        int port() {
            return server.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            server.close();
            for (Socket socket : queued) {
                socket.close();
            }
        }
    }
}
