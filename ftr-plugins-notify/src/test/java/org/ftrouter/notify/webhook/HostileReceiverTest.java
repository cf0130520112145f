// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.ftrouter.notify.webhook.Webhooks.SECRET;
import static org.ftrouter.notify.webhook.Webhooks.down;
import static org.ftrouter.notify.webhook.Webhooks.webhook;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.api.testkit.Certificates;
import org.ftrouter.notify.HttpReceiver;
import org.ftrouter.notify.RawServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A receiver can be as bad as it likes: it costs one attempt, ends in time, and no secret is repeated. */
class HostileReceiverTest {

    @Test
    void oneThatNeverAnswersIsLeftAtTheDeadline() throws Exception {
        try (var server = new RawServer((in, out) -> in.readAllBytes())) {
            assertThat(error(server.url()))
                    .isEqualTo("127.0.0.1:" + server.port() + " did not answer completely within 1 s");
        }
    }

    @Test
    void oneThatSendsAByteNowAndThenIsLeftAtTheDeadline() throws Exception {
        try (var server =
                RawServer.dripping("HTTP/1.1 500 Oh no\r\nContent-Length: 10000\r\n\r\n" + " ".repeat(5000))) {
            assertThat(error(server.url())).endsWith(" did not answer completely within 1 s");
        }
    }

    @Test
    void anEndlessAnswerIsCutOff() throws Exception {
        try (var server = new RawServer((in, out) -> {
            out.write("HTTP/1.1 500 Oh no\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 1_000_000; i++) {
                out.write("noise ".repeat(1000).getBytes(StandardCharsets.US_ASCII));
            }
        })) {
            assertThat(error(server.url())).contains(" answered 500: noise noise");
        }
    }

    @Test
    void aYesWithoutAnEndIsAYes() throws Exception {
        try (var server = new RawServer((in, out) -> {
                    out.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    out.flush();
                    in.readAllBytes();
                });
                Notifier notifier = webhook("url", server.url(), "timeout", Duration.ofSeconds(1))) {
            notifier.send(down());
        }
    }

    @Test
    void noHttpAtAllIsAnError() throws Exception {
        try (var server =
                new RawServer((in, out) -> out.write("220 mail ESMTP\r\n".getBytes(StandardCharsets.US_ASCII)))) {
            assertThat(error(server.url())).startsWith("127.0.0.1:" + server.port() + " cannot be reached: ");
        }
    }

    @Test
    void refusalsAreToldInItsWordsWithoutTheSecret() throws Exception {
        try (var receiver = new HttpReceiver()) {
            receiver.answer(
                    500,
                    "no " + SECRET + " " + URLEncoder.encode(SECRET, StandardCharsets.UTF_8) + "\u001b[31m\r\nx",
                    Map.of());

            assertThat(error(receiver.url("/" + "path-secret")))
                    .isEqualTo("127.0.0.1:" + receiver.port() + " answered 500: no *** *** [31m  x");
        }
    }

    @Test
    void whatStandsInAPresetOfOnesOwnIsNotRepeatedEither() throws Exception {
        try (var receiver = new HttpReceiver();
                Notifier notifier = webhook(
                        "url",
                        receiver.url("/"),
                        "path",
                        "?key=path-canary",
                        "headers",
                        Map.of("Authorization", "Basic head+canary==", "Content-Type", "text/plain"),
                        "values",
                        Map.of("who", "value-canary"))) {
            receiver.answer(
                    401, "Basic head+canary== or head%2Bcanary%3D%3D, path-canary, value-canary, text/plain", Map.of());

            assertThat(catchThrowable(() -> notifier.send(down())))
                    .hasMessageEndingWith(" answered 401: Basic *** or ***, ***, ***, text/plain");
        }
    }

    @Test
    void theTimeItAsksForIsPassedOn() throws Exception {
        try (var receiver = new HttpReceiver();
                Notifier notifier = webhook("url", receiver.url("/"))) {
            assertThat(askedFor(receiver, notifier, "120")).contains(Duration.ofMinutes(2));
            assertThat(askedFor(receiver, notifier, "soon")).isEmpty();
            assertThat(askedFor(receiver, notifier, "Fri, 01 Jan 2100 00:00:00 GMT")
                            .orElseThrow())
                    .isGreaterThan(Duration.ofDays(1));
            assertThat(askedFor(receiver, notifier, "Fri, 01 Jan 1999 00:00:00 GMT"))
                    .isEmpty();
        }
    }

    private static Optional<Duration> askedFor(HttpReceiver receiver, Notifier notifier, String retryAfter) {
        receiver.answer(429, "", Map.of("Retry-After", retryAfter));
        return ((NotifyException) catchThrowable(() -> notifier.send(down()))).retryAfter();
    }

    @Test
    void redirectsAreFollowedOnTheSameHostOnlyAndNotForEver() throws Exception {
        try (var receiver = new HttpReceiver();
                var other = new HttpReceiver()) {
            receiver.answer(307, "", Map.of("Location", "/again"));
            assertThat(error(receiver.url("/"))).isEqualTo("127.0.0.1:" + receiver.port() + " redirects in a loop");
            assertThat(receiver.requests).hasSize(4).allMatch(r -> r.body().startsWith("{"));

            for (String place : List.of(other.url("/"), receiver.url("/").replace("127.0.0.1", "localhost"))) {
                receiver.answer(307, "", Map.of("Location", place));
                assertThat(error(receiver.url("/"))).contains(" answered 307, a redirect to ", "which is not followed");
            }
            receiver.answer(302, "", Map.of("Location", "/login"));
            assertThat(error(receiver.url("/"))).contains(" answered 302");
            receiver.answer(308, "", Map.of("Location", "mailto:x"));
            assertThat(error(receiver.url("/"))).contains("a redirect to nowhere");
            assertThat(other.requests).isEmpty();
        }
    }

    @Test
    void certificatesAreChecked(@TempDir Path folder) throws Exception {
        var certificates = new Certificates(folder);
        certificates.sign("good", "ip:127.0.0.1");
        certificates.sign("wrong", "dns:hooks.example.net");
        certificates.sign("expired", "ip:127.0.0.1", "-startdate", "-10d", "-validity", "1");
        try (var good = new HttpReceiver(certificates.server("good"));
                var wrong = new HttpReceiver(certificates.server("wrong"));
                var expired = new HttpReceiver(certificates.server("expired"))) {
            String ca = certificates.pem("ca").toString();
            try (Notifier notifier = webhook("url", good.url("/"), "ca-file", ca)) {
                notifier.send(down());
            }
            assertThat(good.requests).hasSize(1);
            assertThat(error(good.url("/"))).contains("unable to find valid certification path");
            assertThat(error(wrong.url("/"), "ca-file", ca)).contains("No subject alternative names");
            assertThat(error(expired.url("/"), "ca-file", ca)).contains("validity check failed");
            assertThat(wrong.requests).isEmpty();
            assertThat(expired.requests).isEmpty();
        }
    }

    @Test
    void aClosedPortIsNamed() throws Exception {
        try (var unused = new RawServer((in, out) -> in.readAllBytes())) {
            unused.close();
            assertThat(error(unused.url()))
                    .matches(
                            "127\\.0\\.0\\.1:[0-9]+ cannot be reached: (the connection was refused.*|Connection refused)");
        }
    }

    @Test
    void aNameThatDoesNotExistIsNamed() {
        assertThat(error("http://no-such-host.invalid/" + SECRET))
                .startsWith("no-such-host.invalid cannot be reached: ");
    }

    /** Sends, and gives the error's text after looking for the secret in everything about it. */
    private static String error(String url, Object... more) {
        var settings = new ArrayList<Object>(List.of(
                "url", url, "url-file", "x", "token", SECRET, "hmac", SECRET, "timeout", Duration.ofSeconds(1)));
        settings.addAll(List.of(more));
        if (more.length > 0) { // checking a certificate in a JVM that does it for the first time takes a while
            settings.set(9, Duration.ofSeconds(20));
        }
        long start = System.nanoTime();
        try (Notifier notifier = webhook(settings.toArray())) {
            Throwable failure = catchThrowable(() -> notifier.send(down()));

            assertThat(failure).isInstanceOf(NotifyException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
            var everything = new StringWriter();
            failure.printStackTrace(new PrintWriter(everything, true));
            assertThat(everything + notifier.toString()).doesNotContain(SECRET, "path-secret", "\u001b");
            return failure.getMessage();
        }
    }
}
