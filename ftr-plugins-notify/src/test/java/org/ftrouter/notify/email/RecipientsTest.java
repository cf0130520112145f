// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ftrouter.notify.email.Mailers.mailerTo;
import static org.ftrouter.notify.email.Mailers.map;

import java.nio.file.Path;
import java.util.List;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.api.testkit.TestContext;
import org.junit.jupiter.api.Test;

/** Everybody gets each mail once, in their language, whatever the server thinks of the others. */
class RecipientsTest {
    private static final Object ANNA = "anna@example.org";
    private static final Object GIULIA = map("address", "Giulia <giulia@example.org>", "language", "it");
    private static final Object URGENT = map("address", "boss@example.org", "min-severity", "critical");
    private static final Object BOB = map("address", "bob@example.org", "language", "de");

    @Test
    void thereIsOneMailALanguageOverOneConnection() throws Exception {
        try (var server = ScriptedSmtp.polite();
                var mailer = mailerTo(List.of(ANNA, GIULIA, URGENT, BOB), server.port(), "tls", "none")) {
            mailer.send(Notices.down());

            assertThat(server.commands)
                    .filteredOn(c -> c.startsWith("RCPT") || c.startsWith("EHLO"))
                    .containsExactly(
                            "EHLO gw1",
                            "RCPT TO:<anna@example.org>",
                            "RCPT TO:<bob@example.org>",
                            "RCPT TO:<giulia@example.org>");
            assertThat(server.mails).hasSize(2);
            assertThat(server.mails.get(0))
                    .contains(
                            "Subject: [ftr gw1] DOWN dsl: 0 of 4 targets answered",
                            "To: anna@example.org, bob@example.org");
            assertThat(server.mails.get(1))
                    .contains("Subject: [ftr gw1] DOWN dsl: 0 bersagli", "To: Giulia <giulia@example.org>");
        }
    }

    @Test
    void whatIsUrgentForNobodyIsDoneWithoutAServer() throws Exception {
        try (var mailer = mailerTo(List.of(URGENT), 1, "tls", "none")) {
            mailer.send(Notices.down());
        }
    }

    @Test
    void aRecipientRefusedForGoodKeepsNobodyElseFromKnowing() throws Exception {
        var context = new TestContext(Path.of("unused"));
        try (var server = ScriptedSmtp.polite().answering("RCPT TO:<anna@", "550 5.1.1 unknown");
                var mailer = mailerTo(context, List.of(ANNA, GIULIA, BOB), server.port(), "tls", "none")) {
            mailer.send(Notices.down());
            mailer.send(Notices.down());

            assertThat(server.mails).hasSize(2);
            assertThat(context.logged())
                    .containsExactly("WARNING 127.0.0.1:" + server.port()
                            + " took the mail, but not for everybody: anna@example.org: 550 5.1.1 unknown");
        }
    }

    @Test
    void aRepeatedAttemptWritesOnlyToThoseWhoHaveNotGotIt() throws Exception {
        try (var server = ScriptedSmtp.polite().answering("RCPT TO:<anna@", "451 4.7.1 greylisted");
                var mailer = mailerTo(List.of(ANNA, GIULIA, BOB), server.port(), "tls", "none")) {
            assertThatThrownBy(() -> mailer.send(Notices.down()))
                    .isInstanceOf(NotifyException.class)
                    .hasMessageContaining("anna@example.org: 451 4.7.1 greylisted");
            assertThat(server.mails).hasSize(2);
            server.answersNormally();
            server.commands.clear();

            mailer.send(Notices.down());

            assertThat(server.mails).hasSize(3);
            assertThat(server.commands)
                    .filteredOn(c -> c.startsWith("RCPT"))
                    .containsExactly("RCPT TO:<anna@example.org>");
        }
    }

    @Test
    void theNextNoticeGoesToEverybodyAgain() throws Exception {
        try (var server = ScriptedSmtp.polite();
                var mailer = mailerTo(List.of(ANNA), server.port(), "tls", "none")) {
            mailer.send(Notices.down());
            mailer.send(Notices.up());

            assertThat(server.mails).hasSize(2);
        }
    }

    @Test
    void whenAllAreRefusedItIsAnError() throws Exception {
        try (var server = ScriptedSmtp.polite().answering("RCPT", "550 5.1.1 unknown");
                var mailer = mailerTo(List.of(ANNA, GIULIA), server.port(), "tls", "none")) {
            assertThatThrownBy(() -> mailer.send(Notices.down()))
                    .isInstanceOf(NotifyException.class)
                    .hasMessageContainingAll("anna@example.org: 550 5.1.1", "giulia@example.org: 550 5.1.1");
        }
    }
}
