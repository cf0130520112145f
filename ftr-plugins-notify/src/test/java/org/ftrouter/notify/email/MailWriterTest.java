// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.email;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import javax.mail.Session;
import javax.mail.internet.InternetAddress;
import javax.mail.internet.MimeMessage;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Severity;
import org.ftrouter.notify.DelayNote;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MailWriterTest {

    @ParameterizedTest
    @CsvSource({"down, en, 1", "down, it, 1", "up, en, 427", "up, it, 427"})
    void theMailIsAsInTheGoldenFile(String name, String language, int delaySeconds) throws Exception {
        Notice notice = name.equals("down") ? Notices.down() : Notices.up();
        Instant now = notice.at().plusSeconds(delaySeconds);

        String raw = raw(notice, language, now);

        assertThat(parsed(raw).getSentDate())
                .isEqualTo(Date.from(now.truncatedTo(java.time.temporal.ChronoUnit.SECONDS)));
        assertThat(raw.lines().allMatch(line -> line.length() <= 78)).isTrue();
        assertThat(raw.replace("\r\n", "\n").replaceFirst("(?m)^Date: .*$", "Date: (in the zone of the host)"))
                .isEqualTo(golden(name + "." + language + ".eml"));
    }

    @Test
    void aSecondAttemptHasTheSameMessageId() throws Exception {
        Instant now = Notices.AT;

        MimeMessage first = parsed(raw(Notices.down(), "en", now));
        MimeMessage second = parsed(raw(Notices.down(), "en", now.plusSeconds(600)));

        assertThat(second.getMessageID()).isEqualTo(first.getMessageID()).isNotBlank();
    }

    @Test
    void mailsInTwoLanguagesAreTwoMails() throws Exception {
        assertThat(parsed(raw(Notices.down(), "it", Notices.AT)).getMessageID())
                .isNotEqualTo(parsed(raw(Notices.down(), "en", Notices.AT)).getMessageID());
    }

    @Test
    void theFirstMailOfAnIncidentRefersToNoneAndTheOthersToIt() throws Exception {
        MimeMessage down = parsed(raw(Notices.down(), "en", Notices.AT));
        MimeMessage up = parsed(raw(Notices.up(), "en", Notices.AT));

        assertThat(down.getHeader("References")).isNull();
        assertThat(down.getHeader("In-Reply-To")).isNull();
        assertThat(up.getHeader("References")).containsExactly(down.getMessageID());
        assertThat(up.getHeader("In-Reply-To")).containsExactly(down.getMessageID());
    }

    @Test
    void latenessIsSaidInTheLanguageOfTheMailWithin72Columns() {
        ZoneId rome = ZoneId.of("Europe/Rome");
        Instant at = Notices.AT;

        assertThat(DelayNote.of(at, at.plusSeconds(59), rome, "en")).isEmpty();
        assertThat(DelayNote.of(at, at.minusSeconds(500), rome, "en")).isEmpty();
        assertThat(DelayNote.of(at, at.plusSeconds(427), rome, "en"))
                .isEqualTo("(delayed 7 min: this happened on 2026-11-22 at 14:00:09 CET)\n\n");
        assertThat(DelayNote.of(at, at.plus(Duration.ofHours(29)), rome, "it"))
                .isEqualTo("(in ritardo di 29 h 0 min: è successo il 2026-11-22 alle 14:00:09 CET)\n\n")
                .hasSizeLessThanOrEqualTo(74);
        assertThat(DelayNote.of(at, at.plusSeconds(427), rome, "xx")).startsWith("(delayed");
    }

    /** U+760D and U+760A end in the bytes of CR and LF, which libraries that cut characters to bytes let through. */
    @Test
    void nothingInANoticeAddsAHeaderOrEndsThem() throws Exception {
        String evil =
                "x\r\nBcc: victim@example.org\r\n\r\nbody\nX-Evil: 1\u0000\u001b\u760d\u760aRCPT TO:<v@x.org>\u2028\uD83D\uDE00";
        var notice = new Notice(
                evil,
                "other" + evil,
                evil,
                evil,
                Severity.INFO,
                Notices.AT,
                evil,
                Optional.of(evil),
                Map.of(),
                Map.of("en", new Notice.Text(evil.repeat(20), evil)));

        String raw = raw(notice, "en", Notices.AT);

        assertThat(raw.chars().allMatch(c -> c == '\r' || c == '\n' || c == '\t' || (c >= ' ' && c < 0x7f)))
                .isTrue();
        assertThat(raw.lines()).allMatch(line -> line.length() <= 998);
        MimeMessage mail = parsed(raw);
        assertThat(Collections.list(mail.getAllHeaders()))
                .extracting(javax.mail.Header::getName)
                .containsExactlyInAnyOrder(
                        "Date",
                        "From",
                        "To",
                        "Message-ID",
                        "In-Reply-To",
                        "References",
                        "Subject",
                        "MIME-Version",
                        "Content-Type",
                        "Content-Transfer-Encoding",
                        "Auto-Submitted",
                        "List-Id",
                        "X-FTR-Host",
                        "X-FTR-Event",
                        "X-FTR-Uplink",
                        "X-FTR-Severity",
                        "X-FTR-Incident");
        assertThat(mail.getSubject())
                .contains("victim@example.org", "\u760d\u760aRCPT")
                .doesNotContain("\r", "\n", "\u001b");
        assertThat(mail.getContent().toString().replace("\r\n", "\n"))
                .isEqualTo("x\nBcc: victim@example.org\n\nbody\nX-Evil: 1\u760d\u760aRCPT TO:<v@x.org>\uD83D\uDE00\n");
        assertThat(mail.getMessageID()).matches("<[A-Za-z0-9.-]+@[A-Za-z0-9.-]+>");
    }

    private static String raw(Notice notice, String language, Instant now) throws Exception {
        var writer = new MailWriter(
                new InternetAddress("gw@example.org", "Gateway", "UTF-8"), Clock.fixed(now, ZoneId.of("Europe/Rome")));
        var bytes = new ByteArrayOutputStream();
        writer.write(
                        notice,
                        language,
                        List.of(new InternetAddress("noc@example.org"), new InternetAddress("b@example.org")))
                .writeTo(bytes);
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    private static MimeMessage parsed(String raw) throws Exception {
        return new MimeMessage(
                Session.getInstance(new Properties()),
                new ByteArrayInputStream(raw.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static String golden(String name) throws Exception {
        try (InputStream in = MailWriterTest.class.getResourceAsStream("golden/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
