// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ftrouter.notify.email.Mailers.mailer;
import static org.ftrouter.notify.email.Mailers.mailerTo;
import static org.ftrouter.notify.email.Mailers.map;

import java.nio.file.Path;
import java.util.List;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.api.testkit.Certificates;
import org.ftrouter.notify.RecordedSteps;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an administrator sees of a test mail. */
@Timeout(60)
class StepsTest {
    @TempDir
    Path temp;

    private final RecordedSteps steps = new RecordedSteps();

    @Test
    void everyStepIsShownWithTheCertificate() throws Exception {
        var certificates = new Certificates(temp);
        certificates.sign("localhost", "dns:localhost");
        try (var server =
                        ScriptedSmtp.startTls(certificates.server("localhost")).answering("(mail)", "250 queued as 7");
                var mailer = mailer(
                        server.port(),
                        "host",
                        "localhost",
                        "ca-file",
                        certificates.pem("ca").toString(),
                        "user",
                        "gw",
                        "password",
                        Mailers.SECRET)) {
            mailer.test(Notices.down(), steps);

            assertThat(steps.lines).hasSize(6);
            assertThat(steps.lines.get(0)).startsWith("name localhost -> ").contains("127.0.0.1");
            assertThat(steps.lines.get(1)).isEqualTo("connect 127.0.0.1 port " + server.port());
            assertThat(steps.lines.get(2)).isEqualTo("greet");
            assertThat(steps.lines.get(3)).matches("tls TLSv1\\.[23], CN=localhost.*, \\d+ days left");
            assertThat(steps.lines.get(4)).isEqualTo("login gw");
            assertThat(steps.lines.get(5)).isEqualTo("send noc@example.org 250 queued as 7");
        }
    }

    @Test
    void withEncryptionFromTheFirstByteTheCertificateComesBeforeTheGreeting() throws Exception {
        var certificates = new Certificates(temp);
        certificates.sign("localhost", "dns:localhost");
        try (var server = ScriptedSmtp.tls(certificates.server("localhost"));
                var mailer = mailer(
                        server.port(),
                        "host",
                        "localhost",
                        "ca-file",
                        certificates.pem("ca").toString(),
                        "tls",
                        "tls")) {
            mailer.test(Notices.down(), steps);

            assertThat(steps.lines)
                    .extracting(l -> l.replaceAll(" .*", ""))
                    .containsExactly("name", "connect", "tls", "greet", "send");
        }
    }

    @Test
    void theStepThatFailsIsTheLastOne() throws Exception {
        try (var server = ScriptedSmtp.polite().answering("AUTH", "535 5.7.8 " + Mailers.SECRET + " refused");
                var mailer = mailer(server.port(), "tls", "none", "user", "gw", "password", Mailers.SECRET)) {
            assertThatThrownBy(() -> mailer.test(Notices.down(), steps))
                    .isInstanceOf(NotifyException.class)
                    .hasMessageContaining("535 5.7.8 *** refused");

            assertThat(steps.lines).endsWith("login gw ...");
            assertThat(steps.lines.toString()).doesNotContain(Mailers.SECRET);
        }
    }

    @Test
    void aServerWithoutEncryptionFailsAtEncryption() throws Exception {
        try (var server = ScriptedSmtp.polite();
                var mailer = mailer(server.port())) {
            assertThatThrownBy(() -> mailer.test(Notices.down(), steps)).isInstanceOf(NotifyException.class);

            assertThat(steps.lines).endsWith("greet", "tls ...");
        }
    }

    @Test
    void aClosedPortFailsAtTheConnection() throws Exception {
        int port;
        try (var server = ScriptedSmtp.polite()) {
            port = server.port();
        }
        try (var mailer = mailer(port, "tls", "none")) {
            assertThatThrownBy(() -> mailer.test(Notices.down(), steps)).isInstanceOf(NotifyException.class);

            assertThat(steps.lines).endsWith("connect 127.0.0.1 port " + port + " ...");
        }
    }

    @Test
    void everybodyGetsATestHoweverUrgentItHasToBeForThem() throws Exception {
        Object urgent = map("address", "boss@example.org", "min-severity", "critical");
        try (var server = ScriptedSmtp.polite();
                var mailer = mailerTo(List.of("anna@example.org", urgent), server.port(), "tls", "none")) {
            mailer.test(Notices.down(), steps);

            assertThat(steps.lines).anyMatch(l -> l.startsWith("send anna@example.org, boss@example.org"));
        }
    }
}
