// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ftrouter.notify.email.Mailers.mailerTo;
import static org.ftrouter.notify.email.Mailers.map;

import java.util.List;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.api.notify.Severity;
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
    void whatIsOnlyForTheRecordIsWantedByThoseWhoSaySo() {
        Object curious = map("address", "log@example.org", "min-severity", "info");
        try (var usual = mailerTo(List.of(ANNA, URGENT), 1, "tls", "none");
                var record = mailerTo(List.of(URGENT, curious, ANNA), 1, "tls", "none");
                var urgent = mailerTo(List.of(URGENT), 1, "tls", "none")) {
            assertThat(usual.minSeverity()).isEqualTo(Severity.NOTICE);
            assertThat(record.minSeverity()).isEqualTo(Severity.INFO);
            assertThat(urgent.minSeverity()).isEqualTo(Severity.CRITICAL);
        }
    }

    @Test
    void whatIsUrgentForNobodyIsDoneWithoutAServer() throws Exception {
        try (var mailer = mailerTo(List.of(URGENT), 1, "tls", "none")) {
            mailer.send(Notices.down());
        }
    }

    @Test
    void whatIsUrgentReachesWhoWantsNothingElse() throws Exception {
        Notice down = Notices.down();
        var critical = new Notice(
                down.id(),
                down.incident(),
                down.kind(),
                down.word(),
                Severity.CRITICAL,
                down.at(),
                down.host(),
                down.uplink(),
                down.fields(),
                down.texts());
        try (var server = ScriptedSmtp.polite();
                var mailer = mailerTo(List.of(URGENT), server.port(), "tls", "none")) {
            mailer.send(critical);

            assertThat(server.commands).contains("RCPT TO:<boss@example.org>");
            assertThat(server.mails).hasSize(1);
        }
    }

    @Test
    void aRecipientRefusedForGoodKeepsNobodyElseFromKnowingAndIsNamed() throws Exception {
        try (var server = ScriptedSmtp.polite().answering("RCPT TO:<anna@", "550 5.1.1 unknown");
                var mailer = mailerTo(List.of(ANNA, GIULIA, BOB), server.port(), "tls", "none")) {
            NotifyException refused = refusal(mailer);

            assertThat(refused.isPermanent()).isTrue();
            assertThat(refused)
                    .hasMessage("127.0.0.1:" + server.port()
                            + " took the mail, but not for everybody: anna@example.org: 550 5.1.1 unknown");
            assertThat(server.mails).hasSize(2);
            mailer.send(Notices.down());
            assertThat(server.mails).hasSize(2);
        }
    }

    private static NotifyException refusal(org.ftrouter.api.notify.Notifier mailer) {
        return org.assertj.core.api.Assertions.catchThrowableOfType(
                NotifyException.class, () -> mailer.send(Notices.down()));
    }

    @Test
    void aRecipientWhoHasToWaitIsTriedAgainBeforeTheOtherIsGivenUp() throws Exception {
        try (var server = ScriptedSmtp.polite()
                        .answering("RCPT TO:<anna@", "550 5.1.1 unknown")
                        .answering("RCPT TO:<bob@", "451 4.7.1 greylisted");
                var mailer = mailerTo(List.of(ANNA, GIULIA, BOB), server.port(), "tls", "none")) {
            assertThat(refusal(mailer).isPermanent()).isFalse();
            server.answersNormally();
            server.answering("RCPT TO:<anna@", "550 5.1.1 unknown");

            NotifyException refused = refusal(mailer);

            assertThat(refused.isPermanent()).isTrue();
            assertThat(refused).hasMessageContaining("anna@example.org: 550 5.1.1 unknown");
            assertThat(server.commands)
                    .filteredOn(c -> c.startsWith("RCPT TO:<giulia@"))
                    .hasSize(1);
        }
    }

    @org.junit.jupiter.params.ParameterizedTest
    @org.junit.jupiter.params.provider.CsvSource({
        "(mail), 554 5.7.1 this is spam, true",
        "(mail), 451 4.3.0 try again, false",
        "DATA, 554 5.5.1 no, true",
        "MAIL, 553 5.7.1 this sender never, true",
        "MAIL, 452 4.3.1 full, false",
        "RCPT, 550 5.1.1 unknown, true",
        "RCPT, 452 4.2.2 full, false",
        "AUTH, 535 5.7.8 wrong, false"
    })
    void whatTheServerWillNeverTakeIsToldFromWhatItWillPerhaps(String command, String answer, boolean permanent)
            throws Exception {
        try (var server = ScriptedSmtp.polite().answering(command, answer);
                var mailer = mailerTo(
                        List.of(ANNA, BOB), server.port(), "tls", "none", "user", "gw", "password", Mailers.SECRET)) {
            NotifyException refused = refusal(mailer);

            assertThat(refused.isPermanent()).as(refused.toString()).isEqualTo(permanent);
            assertThat(refused).hasMessageContaining(answer.substring(0, 3));
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
