// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import javax.mail.Message;
import javax.mail.Session;
import javax.mail.internet.MimeMessage;
import javax.mail.internet.MimeUtility;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.api.testkit.Certificates;
import org.ftrouter.notify.HostileTexts;
import org.ftrouter.notify.PlainText;
import org.ftrouter.notify.RecordedSteps;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real mail server that takes mail only encrypted and after a login. */
@Timeout(60)
class EximIT {
    private static Certificates certificates;

    @TempDir
    Path folder;

    private final RecordedSteps steps = new RecordedSteps();
    private Exim server;

    @BeforeAll
    static void make(@TempDir Path folder) throws Exception {
        certificates = new Certificates(folder);
        // GnuTLS cannot read EC keys as Java writes them
        certificates.sign("good", "dns:localhost,ip:127.0.0.1", "-keyalg", "RSA");
    }

    @BeforeEach
    void start() throws Exception {
        server = new Exim(folder, certificates, "good");
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private Notifier mailer(String trusted, String password) throws Exception {
        return Mailers.mailer(
                server.port,
                "host",
                "localhost",
                "ca-file",
                certificates.pem(trusted).toString(),
                "user",
                "router",
                "password",
                password);
    }

    @Test
    void whatIsStoredHasExactlyTheFieldsThatWereMeant() throws Exception {
        try (Notifier mailer = mailer("ca", Mailers.SECRET)) {
            for (int i = 0; i < HostileTexts.ALL.size(); i++) {
                mailer.send(HostileTexts.notice(i));
            }
        }

        Map<String, MimeMessage> stored = stored();
        assertThat(stored).hasSameSizeAs(HostileTexts.ALL);
        for (int i = 0; i < HostileTexts.ALL.size(); i++) {
            String text = HostileTexts.ALL.get(i);
            MimeMessage message = stored.get("01H" + i);
            assertThat(message.getSubject())
                    .isEqualTo(PlainText.line("[ftr gw1] DOWN " + text, 250).stripTrailing());
            assertThat(MimeUtility.decodeText(MimeUtility.unfold(one(message, "X-FTR-Uplink"))))
                    .isEqualTo(PlainText.line(text, 250).strip());
            assertThat(one(message, "X-FTR-Event")).isEqualTo("uplink.down");
            assertThat(one(message, "Envelope-to")).isEqualTo("noc@example.org");
            assertThat(message.getRecipients(Message.RecipientType.TO)).hasSize(1);
            assertThat(message.getRecipients(Message.RecipientType.BCC)).isNull();
            assertThat(((String) message.getContent()).replace("\r\n", "\n").stripTrailing())
                    .isEqualTo(PlainText.lines(text).stripTrailing());
        }
        assertThat(server.log().lines().filter(l -> l.contains(" <= ")))
                .hasSameSizeAs(HostileTexts.ALL)
                .allMatch(l -> l.contains(" P=esmtpsa ") && l.contains(" A=plain:router "));
    }

    @Test
    void eachRecipientGetsWhatIsUrgentEnoughInTheirLanguage() throws Exception {
        Object giulia = Mailers.map("address", "giulia@example.org", "language", "it", "min-severity", "warning");
        Object boss = Mailers.map("address", "boss@example.org", "min-severity", "critical");
        try (Notifier mailer = Mailers.mailerTo(
                List.of("anna@example.org", giulia, boss),
                server.port,
                "host",
                "localhost",
                "ca-file",
                certificates.pem("ca").toString(),
                "user",
                "router",
                "password",
                Mailers.SECRET)) {
            mailer.send(Notices.down());
            mailer.send(Notices.up());
        }

        var subjects = new ArrayList<String>();
        for (String mail : server.mails(3)) {
            MimeMessage message = parsed(mail);
            subjects.add(one(message, "Envelope-to") + " " + message.getSubject());
        }
        assertThat(subjects)
                .containsExactlyInAnyOrder(
                        "anna@example.org [ftr gw1] DOWN dsl: 0 of 4 targets answered",
                        "anna@example.org [ftr gw1] UP dsl: back after 1 h 12 min",
                        "giulia@example.org [ftr gw1] DOWN dsl: 0 bersagli su 4 hanno risposto");
    }

    /** By the number of the event. */
    private Map<String, MimeMessage> stored() throws Exception {
        var stored = new HashMap<String, MimeMessage>();
        for (String mail : server.mails(HostileTexts.ALL.size())) {
            MimeMessage message = parsed(mail);
            stored.put(one(message, "X-FTR-Incident"), message);
        }
        return stored;
    }

    private static MimeMessage parsed(String mail) throws Exception {
        return new MimeMessage(
                Session.getInstance(new Properties()),
                new ByteArrayInputStream(mail.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static String one(MimeMessage message, String header) throws Exception {
        assertThat(message.getHeader(header)).as(header).hasSize(1);
        return message.getHeader(header)[0];
    }

    @Test
    void aTestMailShowsEachStep() throws Exception {
        try (Notifier mailer = mailer("ca", Mailers.SECRET)) {
            mailer.test(Notices.down(), steps);
        }

        assertThat(steps.lines)
                .extracting(l -> l.replaceAll(" .*", ""))
                .containsExactly("name", "connect", "greet", "tls", "login", "send");
        assertThat(steps.lines.get(3)).matches("tls TLSv1\\.[23], CN=good.*, \\d+ days left");
        assertThat(steps.lines.get(4)).isEqualTo("login router");
        assertThat(steps.lines.get(5)).matches("send noc@example.org 250 OK id=\\S+");
        assertThat(server.mails(1)).hasSize(1);
    }

    @Test
    void aWrongPasswordIsToldAndNotShown() throws Exception {
        try (Notifier mailer = mailer("ca", "canary-wrong")) {
            assertThatThrownBy(() -> mailer.send(Notices.down()))
                    .isInstanceOf(NotifyException.class)
                    .hasMessageContaining("535")
                    .hasMessageNotContaining("canary-wrong");
            assertThatThrownBy(() -> mailer.test(Notices.down(), steps))
                    .isInstanceOf(NotifyException.class)
                    .hasMessageContaining("535");
        }

        assertThat(steps.lines).endsWith("login router ...");
        assertThat(server.log()).contains("535 Incorrect authentication data").doesNotContain(" <= ");
    }

    @Test
    void withAnUntrustedCertificateThereIsNoLogin() throws Exception {
        certificates.sign("other", "dns:localhost");
        try (Notifier mailer = mailer("other", Mailers.SECRET)) {
            assertThatThrownBy(() -> mailer.send(Notices.up()))
                    .isInstanceOf(NotifyException.class)
                    .hasMessageContaining("valid certification path");
        }
        try (Notifier mailer = mailer("ca", Mailers.SECRET)) {
            mailer.send(Notices.down());
        }

        assertThat(server.mails(1)).hasSize(1);
        assertThat(server.log().lines().filter(l -> l.contains(" <= "))).hasSize(1);
    }
}
