// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.ftrouter.notify.email.Mailers.SECRET;
import static org.ftrouter.notify.email.Mailers.mailer;
import static org.ftrouter.notify.email.Mailers.mailerTo;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.api.testkit.Certificates;
import org.ftrouter.api.testkit.TestContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Encryption is checked, and never given up for delivery's sake. */
class EncryptionTest {
    private static final String LOGIN =
            Base64.getEncoder().encodeToString(("router\0router\0" + SECRET).getBytes(StandardCharsets.UTF_8));
    private static Certificates certificates;
    private final Notice notice = Notices.down();

    @BeforeAll
    static void make(@TempDir Path folder) throws Exception {
        certificates = new Certificates(folder);
        certificates.sign("good", "dns:localhost,ip:127.0.0.1");
        certificates.sign("wrong", "dns:smtp.example.net");
        certificates.sign("kept", "dns:smtp.invalid");
        certificates.sign("expired", "ip:127.0.0.1", "-startdate", "-10d", "-validity", "1");
    }

    @Test
    void withStartTlsLoginAndMailTravelEncryptedOnly() throws Exception {
        try (var server = ScriptedSmtp.startTls(certificates.server("good"));
                var mailer = mailer(
                        server.port(), "ca-file", certificates.pem("ca"), "user", "router", "password", SECRET)) {
            mailer.send(notice);

            assertThat(server.mails).hasSize(1);
            // a client may close without waiting for the answer to QUIT
            await().untilAsserted(() -> assertThat(server.commands)
                    .containsSubsequence("EHLO gw1", "STARTTLS", "EHLO gw1", "AUTH PLAIN " + LOGIN, "DATA", "QUIT"));
        }
    }

    @Test
    void theHostNameIsCheckedAsConfigured() throws Exception {
        try (var server = ScriptedSmtp.startTls(certificates.server("good"));
                var mailer = mailer(server.port(), "host", "localhost", "ca-file", certificates.pem("ca"))) {
            mailer.send(notice);

            assertThat(server.mails).hasSize(1);
        }
    }

    @Test
    void whileNamesCannotBeLookedUpTheKeptAddressIsUsedAndTheNameStillChecked(@TempDir Path state) throws Exception {
        Object[] smtp = {"host", "smtp.invalid", "ca-file", certificates.pem("ca")};
        Files.writeString(state.resolve("address-of-smtp.invalid"), "127.0.0.1\n");
        try (var server = ScriptedSmtp.startTls(certificates.server("kept"));
                var mailer = mailerTo(new TestContext(state), List.of("noc@example.org"), server.port(), smtp)) {
            mailer.send(notice);

            assertThat(server.mails).hasSize(1);
        }
        try (var server = ScriptedSmtp.startTls(certificates.server("wrong"));
                var mailer = mailerTo(new TestContext(state), List.of("noc@example.org"), server.port(), smtp)) {
            refused(() -> mailer.send(notice), "smtp.invalid:" + server.port());

            assertThat(server.mails).isEmpty();
        }
    }

    @Test
    void withTlsEverythingIsEncrypted() throws Exception {
        try (var server = ScriptedSmtp.tls(certificates.server("good"));
                var mailer = mailer(
                        server.port(),
                        "tls",
                        "tls",
                        "ca-file",
                        certificates.pem("ca"),
                        "user",
                        "router",
                        "password",
                        SECRET)) {
            mailer.send(notice);

            assertThat(server.mails).hasSize(1);
            assertThat(server.commands).contains("AUTH PLAIN " + LOGIN).doesNotContain("STARTTLS");
        }
    }

    @Test
    void strippedStartTlsIsRefusedBeforeLoginAndMail() throws Exception {
        try (var server = ScriptedSmtp.polite();
                var mailer = mailer(
                        server.port(), "ca-file", certificates.pem("ca"), "user", "router", "password", SECRET)) {
            refused(() -> mailer.send(notice), "127.0.0.1:" + server.port(), "STARTTLS is required");

            assertThat(server.commands).noneMatch(c -> c.startsWith("AUTH") || c.startsWith("MAIL"));
        }
    }

    @Test
    void aServerThatRefusesStartTlsGetsNoMail() throws Exception {
        try (var server =
                        ScriptedSmtp.startTls(certificates.server("good")).answering("STARTTLS", "454 4.7.0 not now");
                var mailer = mailer(server.port(), "ca-file", certificates.pem("ca"))) {
            refused(() -> mailer.send(notice), "127.0.0.1:" + server.port());

            assertThat(server.mails).isEmpty();
        }
    }

    @Test
    void badCertificatesAreRefusedWithStartTls() throws Exception {
        for (Bad bad : BADS) {
            try (var server = ScriptedSmtp.startTls(certificates.server(bad.shown()));
                    var mailer = mailer(
                            server.port(),
                            "ca-file",
                            certificates.pem(bad.trusted()),
                            "user",
                            "router",
                            "password",
                            SECRET)) {
                refused(() -> mailer.send(notice), "127.0.0.1:" + server.port(), bad.complaint());

                assertThat(server.commands).noneMatch(c -> c.startsWith("AUTH") || c.startsWith("MAIL"));
            }
        }
    }

    @Test
    void badCertificatesAreRefusedWithTls() throws Exception {
        for (Bad bad : BADS) {
            try (var server = ScriptedSmtp.tls(certificates.server(bad.shown()));
                    var mailer = mailer(server.port(), "tls", "tls", "ca-file", certificates.pem(bad.trusted()))) {
                refused(() -> mailer.send(notice), "the encryption failed", bad.complaint());

                assertThat(server.commands).allMatch("(closed)"::equals);
            }
        }
    }

    @Test
    void withoutACaFileTheSystemDecidesAndDoesNotTrustStrangers() throws Exception {
        try (var server = ScriptedSmtp.startTls(certificates.server("good"));
                var mailer = mailer(server.port())) {
            refused(() -> mailer.send(notice), "unable to find valid certification path");
        }
    }

    @Test
    void anotherMakersTlsServerIsServedToo() throws Exception {
        var server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS));
        server.start();
        try (var mailer = mailer(server.getSmtps().getPort(), "tls", "tls")) {
            refused(() -> mailer.send(notice), "unable to find valid certification path");
            assertThat(server.getReceivedMessages()).isEmpty();
        } finally {
            server.stop();
        }
    }

    /** A server that shows the one is refused by who trusts the other, and the error says why. */
    private record Bad(String shown, String trusted, String complaint) {}

    private static final List<Bad> BADS = List.of(
            new Bad("good", "wrong", "valid certification path"),
            new Bad("wrong", "ca", "alternative names"),
            new Bad("expired", "ca", "validity check failed"));

    private static void refused(ThrowingCallable send, String... texts) {
        assertThatThrownBy(send)
                .isInstanceOf(NotifyException.class)
                .hasMessageContainingAll(texts)
                .hasMessageNotContainingAny(SECRET, LOGIN);
    }
}
