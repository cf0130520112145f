// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.ftrouter.notify.webhook.Webhooks.SECRET;
import static org.ftrouter.notify.webhook.Webhooks.down;
import static org.ftrouter.notify.webhook.Webhooks.webhook;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.api.testkit.Certificates;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.notify.HttpReceiver;
import org.ftrouter.notify.RawServer;
import org.ftrouter.notify.RecordedSteps;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a receiver that says no gets again, and what an administrator sees of the way to it. */
@Timeout(60)
class RefusalTest {
    @TempDir
    Path temp;

    private final RecordedSteps steps = new RecordedSteps();

    @ParameterizedTest
    @CsvSource({
        "400, true",
        "401, true",
        "403, true",
        "404, true",
        "410, true",
        "413, true",
        "422, true",
        "408, false",
        "425, false",
        "429, false",
        "500, false",
        "502, false",
        "503, false",
        "504, false"
    })
    void whatIsUselessToTryAgainIsToldFromWhatMayPass(int status, boolean permanent) throws Exception {
        try (var receiver = new HttpReceiver();
                var hook = webhook("url", receiver.url("/"))) {
            receiver.answer(status, "no", Map.of());

            var failure = catchThrowableOfType(NotifyException.class, () -> hook.send(down()));

            assertThat(failure.isPermanent()).as("%d", status).isEqualTo(permanent);
        }
    }

    @Test
    void whileItsNameCannotBeLookedUpTheAddressThatWasKeptIsUsed() throws Exception {
        Files.writeString(temp.resolve("address-of-hooks.invalid"), "127.0.0.1\n");
        try (var receiver = new HttpReceiver()) {
            var settings = TestSettings.of("url", receiver.url("/").replace("127.0.0.1", "hooks.invalid"));
            try (Notifier hook = new WebhookNotifierFactory().create(settings, new TestContext(temp))) {
                hook.send(down());
            }

            assertThat(receiver.requests).hasSize(1);
            assertThat(receiver.requests.get(0).header("Host")).startsWith("hooks.invalid:");
        }
    }

    @Test
    void aReceiverThatNamesATimeIsAskedAgainThen() throws Exception {
        try (var receiver = new HttpReceiver();
                var hook = webhook("url", receiver.url("/"))) {
            receiver.answer(403, "quota", Map.of("Retry-After", "90"));

            var failure = catchThrowableOfType(NotifyException.class, () -> hook.send(down()));

            assertThat(failure.isPermanent()).isFalse();
            assertThat(failure.retryAfter().orElseThrow()).hasSeconds(90);
        }
    }

    /** As servers do that close without having read all they were sent. */
    @Test
    void aRefusalWhoseTextBreaksOffIsARefusal() throws Exception {
        String answer = "HTTP/1.1 413 Too large\r\nContent-Length: 100\r\nRetry-After: 90\r\n\r\nmore than";
        String chunked = "HTTP/1.1 400 Bad\r\nTransfer-Encoding: chunked\r\n\r\n20\r\nno such";
        for (String said : List.of(answer.replace("Retry-After: 90\r\n", ""), chunked)) {
            try (var receiver = new RawServer((in, out) -> out.write(said.getBytes(StandardCharsets.US_ASCII)));
                    var hook = webhook("url", receiver.url())) {
                var failure = catchThrowableOfType(NotifyException.class, () -> hook.send(down()));

                assertThat(failure).hasMessageContaining(" answered 4");
                assertThat(failure.isPermanent()).isTrue();
            }
        }
        try (var receiver = new RawServer((in, out) -> out.write(answer.getBytes(StandardCharsets.US_ASCII)));
                var hook = webhook("url", receiver.url())) {
            var failure = catchThrowableOfType(NotifyException.class, () -> hook.send(down()));

            assertThat(failure.retryAfter().orElseThrow()).hasSeconds(90);
        }
    }

    @Test
    void theWayIsShownStepByStep() throws Exception {
        var certificates = new Certificates(temp);
        certificates.sign("localhost", "dns:localhost");
        try (var receiver = new HttpReceiver(certificates.server("localhost"));
                var hook = webhook(
                        "url",
                        "https://localhost:" + receiver.port() + "/",
                        "ca-file",
                        certificates.pem("ca").toString())) {
            hook.test(down(), steps);

            assertThat(receiver.requests).hasSize(1);
            assertThat(steps.lines).hasSize(4);
            assertThat(steps.lines.get(0)).startsWith("name localhost -> ");
            assertThat(steps.lines.get(1)).isEqualTo("connect 127.0.0.1 port " + receiver.port());
            assertThat(steps.lines.get(2)).matches("tls TLSv1\\.[23], CN=localhost.*, \\d+ days left");
            assertThat(steps.lines.get(3)).isEqualTo("send POST localhost:" + receiver.port() + " 200");
        }
    }

    @Test
    void aCertificateThatIsNotTrustedFailsAtEncryption() throws Exception {
        var certificates = new Certificates(temp);
        certificates.sign("localhost", "dns:localhost");
        try (var receiver = new HttpReceiver(certificates.server("localhost"));
                var hook = webhook("url", "https://localhost:" + receiver.port() + "/")) {
            var failure = catchThrowableOfType(NotifyException.class, () -> hook.test(down(), steps));

            assertThat(failure).hasMessageContaining("certification path");
            assertThat(steps.lines).endsWith("tls ...");
            assertThat(receiver.requests).isEmpty();
        }
    }

    @Test
    void aWrongTokenFailsAtTheEndAndIsNotShown() throws Exception {
        try (var receiver = new HttpReceiver();
                var hook = webhook("url", receiver.url("/"), "token", SECRET)) {
            receiver.answer(401, "bad token " + SECRET, Map.of());

            var failure = catchThrowableOfType(NotifyException.class, () -> hook.test(down(), steps));

            assertThat(failure).hasMessageContaining("answered 401: bad token ***");
            assertThat(steps.lines).endsWith("send POST 127.0.0.1:" + receiver.port() + " ...");
            assertThat(steps.lines.toString()).doesNotContain(SECRET);
        }
    }

    @Test
    void aNameThatNobodyKnowsFailsAtTheLookUp() throws Exception {
        try (var hook = webhook("url", "http://no-such-host.invalid/")) {
            var failure = catchThrowableOfType(NotifyException.class, () -> hook.test(down(), steps));

            assertThat(failure).hasMessageEndingWith(": no address is known for no-such-host.invalid");
            assertThat(steps.lines).containsExactly("name no-such-host.invalid ...");
        }
    }
}
