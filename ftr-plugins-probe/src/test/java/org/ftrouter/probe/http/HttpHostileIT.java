// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.ftrouter.api.Family;
import org.ftrouter.api.probe.NoReply;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeResult;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.probe.Leaks;
import org.ftrouter.probe.Providers;
import org.ftrouter.probe.TcpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that do their worst. Nobody of them gets a reply, more than the time, or anything that stays behind. */
class HttpHostileIT {
    private static final Duration TIME = Duration.ofMillis(200);
    private static final List<TcpServer.Behaviour> WORST = List.of(
            HttpHostileIT::garbage,
            HttpHostileIT::drip,
            c -> endless(c, "HTTP/1.1 200 OK\r\n\r\n", "no such text "),
            c -> endless(
                    c, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1;" + "x".repeat(500) + "\r\na\r\n"),
            c -> endless(c, "HTTP/1.1 200 OK\r\n", "X-More: and more\r\n"),
            c -> endless(c, "HTTP/1.1 200 OK\r\nX: ", "y"),
            c -> endless(c, "", "HTTP/1.1 100 Continue\r\n\r\n"),
            c -> endless(c, "", "\r\n"),
            TcpServer.answering("HTTP/1.1 301 Moved\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"),
            TcpServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nx"),
            TcpServer.answering("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nx"),
            TcpServer.answering("HTTP/9.9 999 \r\n\r\n"),
            TcpServer.answering(""),
            connection -> connection.setSoLinger(true, 0),
            connection -> connection.getInputStream().transferTo(OutputStream.nullOutputStream()));
    private final Providers network = new Providers();

    @TempDir
    private Path folder;

    @AfterEach
    void tearDown() {
        network.close();
    }

    /** A byte now and then, as long as the other side stays. */
    static void drip(Socket connection) throws IOException, InterruptedException {
        for (byte b : ("HTTP/1.1 200 OK\r\nX: " + "y".repeat(8000)).getBytes(StandardCharsets.ISO_8859_1)) {
            connection.getOutputStream().write(b);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static void garbage(Socket connection) throws IOException {
        byte[] noise = new byte[100_000];
        new SplittableRandom(3).nextBytes(noise);
        connection.getOutputStream().write(noise);
    }

    private static void endless(Socket connection, String start, String more) throws IOException {
        OutputStream out = connection.getOutputStream();
        out.write(start.getBytes(StandardCharsets.ISO_8859_1));
        byte[] block = more.repeat(8192 / more.length() + 1).getBytes(StandardCharsets.ISO_8859_1);
        while (!connection.isClosed()) {
            out.write(block);
        }
    }

    private Probe probe(String scheme, Family family) {
        String url = scheme + "://" + Providers.urlHost(family) + "/";
        return new HttpProbeFactory()
                .create(TestSettings.of("target", url, "body", "success"), new TestContext(folder));
    }

    private void ask(Probe probe, Family family, int times) {
        for (int i = 0; i < times; i += 30) {
            var under = new ArrayList<CompletableFuture<ProbeResult>>();
            for (int j = 0; j < 30; j++) {
                under.add(network.begin(probe, Providers.path(1, family), TIME));
            }
            under.forEach(result ->
                    assertThat(result.orTimeout(20, TimeUnit.SECONDS).join()).isInstanceOf(NoReply.class));
        }
    }

    @Test
    void aThousandProbesEndInTimeWithoutAReplyAndLeaveNothingBehind() throws Exception {
        var turn = new AtomicInteger();
        TcpServer.Behaviour next =
                connection -> WORST.get(turn.getAndIncrement() % WORST.size()).serve(connection);
        try (var plain = new TcpServer(network.provider(1), 80, next);
                var secure = new TcpServer(network.provider(1), 443, next);
                Probe http = probe("http", Family.IPV4);
                Probe http6 = probe("http", Family.IPV6);
                Probe https = probe("https", Family.IPV4);
                Probe https6 = probe("https", Family.IPV6)) {
            ask(http, Family.IPV4, 30);
            ask(https6, Family.IPV6, 30);
            try (var leaks = new Leaks()) {
                ask(http, Family.IPV4, 360);
                ask(http6, Family.IPV6, 330);
                ask(https, Family.IPV4, 180);
                ask(https6, Family.IPV6, 150);
            }
            assertThat(turn).hasValueGreaterThanOrEqualTo(1000);
        }
    }
}
