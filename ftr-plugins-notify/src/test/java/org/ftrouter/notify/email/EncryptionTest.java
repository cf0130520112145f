// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ftrouter.notify.email.Mailers.SECRET;
import static org.ftrouter.notify.email.Mailers.mailer;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.NotifyException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Encryption is checked, and never given up for delivery's sake. */
class EncryptionTest {
    private static final String LOGIN =
            Base64.getEncoder().encodeToString(("\0router\0" + SECRET).getBytes(StandardCharsets.UTF_8));
    private static Certificates good;
    private static Certificates other;
    private static Certificates wrongName;
    private static Certificates expired;
    private final Notice notice = Notices.down();

    @BeforeAll
    static void make(@TempDir Path folder) throws Exception {
        good = Certificates.make(folder, "good", "dns:localhost,ip:127.0.0.1");
        other = Certificates.make(folder, "other", "dns:localhost,ip:127.0.0.1");
        wrongName = Certificates.make(folder, "wrong", "dns:smtp.example.net");
        expired = Certificates.make(folder, "expired", "ip:127.0.0.1", "-startdate", "-10d", "-validity", "1");
    }

    @Test
    void withStartTlsLoginAndMailTravelEncryptedOnly() throws Exception {
        try (var server = ScriptedSmtp.startTls(good.server());
                var mailer = mailer(server.port(), "ca-file", good.pem(), "user", "router", "password", SECRET)) {
            mailer.send(notice);

            assertThat(server.mails).hasSize(1);
            assertThat(server.commands)
                    .containsSubsequence("EHLO gw1", "STARTTLS", "EHLO gw1", "AUTH PLAIN " + LOGIN, "DATA", "QUIT");
        }
    }

    @Test
    void theHostNameIsCheckedAsConfigured() throws Exception {
        try (var server = ScriptedSmtp.startTls(good.server());
                var mailer = mailer(server.port(), "host", "localhost", "ca-file", good.pem())) {
            mailer.send(notice);

            assertThat(server.mails).hasSize(1);
        }
    }

    @Test
    void withTlsEverythingIsEncrypted() throws Exception {
        try (var server = ScriptedSmtp.tls(good.server());
                var mailer = mailer(
                        server.port(), "tls", "tls", "ca-file", good.pem(), "user", "router", "password", SECRET)) {
            mailer.send(notice);

            assertThat(server.mails).hasSize(1);
            assertThat(server.commands).contains("AUTH PLAIN " + LOGIN).doesNotContain("STARTTLS");
        }
    }

    @Test
    void strippedStartTlsIsRefusedBeforeLoginAndMail() throws Exception {
        try (var server = ScriptedSmtp.polite();
                var mailer = mailer(server.port(), "ca-file", good.pem(), "user", "router", "password", SECRET)) {
            refused(() -> mailer.send(notice), "127.0.0.1:" + server.port(), "STARTTLS is required");

            assertThat(server.commands).noneMatch(c -> c.startsWith("AUTH") || c.startsWith("MAIL"));
        }
    }

    @Test
    void aServerThatRefusesStartTlsGetsNoMail() throws Exception {
        try (var server = ScriptedSmtp.startTls(good.server()).answering("STARTTLS", "454 4.7.0 not now");
                var mailer = mailer(server.port(), "ca-file", good.pem())) {
            refused(() -> mailer.send(notice), "127.0.0.1:" + server.port());

            assertThat(server.mails).isEmpty();
        }
    }

    @Test
    void badCertificatesAreRefusedWithStartTls() throws Exception {
        for (Bad bad : bads()) {
            try (var server = ScriptedSmtp.startTls(bad.shown().server());
                    var mailer =
                            mailer(server.port(), "ca-file", bad.trusted(), "user", "router", "password", SECRET)) {
                refused(() -> mailer.send(notice), "127.0.0.1:" + server.port(), bad.complaint());

                assertThat(server.commands).noneMatch(c -> c.startsWith("AUTH") || c.startsWith("MAIL"));
            }
        }
    }

    @Test
    void badCertificatesAreRefusedWithTls() throws Exception {
        for (Bad bad : bads()) {
            try (var server = ScriptedSmtp.tls(bad.shown().server());
                    var mailer = mailer(server.port(), "tls", "tls", "ca-file", bad.trusted())) {
                refused(() -> mailer.send(notice), "the encryption failed", bad.complaint());

                assertThat(server.commands).containsOnly("(closed)");
            }
        }
    }

    @Test
    void withoutACaFileTheSystemDecidesAndDoesNotTrustStrangers() throws Exception {
        try (var server = ScriptedSmtp.startTls(good.server());
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

    /** A server with this certificate is refused although this file is trusted, and the error says why. */
    private record Bad(Certificates shown, Path trusted, String complaint) {}

    private static List<Bad> bads() {
        return List.of(
                new Bad(other, good.pem(), "valid certification path"),
                new Bad(wrongName, wrongName.pem(), "alternative names"),
                new Bad(expired, expired.pem(), "validity check failed"));
    }

    private static void refused(ThrowingCallable send, String... texts) {
        assertThatThrownBy(send)
                .isInstanceOf(NotifyException.class)
                .hasMessageContainingAll(texts)
                .hasMessageNotContainingAny(SECRET, LOGIN);
    }
}
