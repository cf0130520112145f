// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.email;

import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import javax.mail.MessagingException;
import javax.mail.Session;
import javax.mail.internet.InternetAddress;
import javax.mail.internet.MimeMessage;
import javax.mail.internet.MimeUtility;
import org.apache.commons.mail.EmailException;
import org.apache.commons.mail.SimpleEmail;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.notify.DelayNote;
import org.ftrouter.notify.PlainText;

/**
 * Writes a notice as a mail that filters and threads can rely on. The Message-ID depends on nothing but the notice and the
 * language, so that a mail sent twice is seen as one, and mails of one incident refer to its first.
 */
final class MailWriter {
    private static final int LONGEST_HEADER =
            250; // the line limit of SMTP is 998 bytes, also without a space to fold at
    /** So many ASCII characters fit into an encoded word of 75. */
    private static final int ENCODED_WORD = 45;

    private final InternetAddress from;
    private final Clock clock;

    /** The clock says when a mail is sent, and in which zone times are written. */
    MailWriter(InternetAddress from, Clock clock) {
        this.from = from;
        this.clock = clock;
    }

    /** The mail in one language to those who read it. */
    MimeMessage write(Notice notice, String language, List<InternetAddress> to) {
        Instant now = clock.instant();
        String subject = "[ftr " + notice.host() + "] " + notice.line(language);
        String body = DelayNote.of(notice.at(), now, clock.getZone(), language)
                + PlainText.lines(notice.text(language).body());
        try {
            var email = new FixedIdEmail(messageId(notice.id(), notice, language));
            email.setMailSession(Session.getInstance(new Properties()));
            email.setCharset(StandardCharsets.UTF_8.name());
            email.setFromAddress(from);
            email.setTo(to);
            email.setSubject(PlainText.line(subject, LONGEST_HEADER));
            email.setMsg(body);
            email.setSentDate(Date.from(now));
            email.buildMimeMessage();
            MimeMessage mail = email.getMimeMessage();
            addHeaders(mail, notice, language);
            mail.setHeader("Subject", encoded("Subject", PlainText.line(subject, LONGEST_HEADER)));
            mail.saveChanges();
            return mail;
        } catch (EmailException | MessagingException | UnsupportedEncodingException e) {
            throw new IllegalStateException("cannot write a mail about notice " + notice.id(), e);
        }
    }

    private void addHeaders(MimeMessage mail, Notice notice, String language)
            throws MessagingException, UnsupportedEncodingException {
        if (!notice.incident().equals(notice.id())) {
            String first = messageId(notice.incident(), notice, language);
            mail.setHeader("In-Reply-To", first);
            mail.setHeader("References", first);
        }
        mail.setHeader("Auto-Submitted", "auto-generated"); // RFC 3834: keeps holiday answers away
        mail.setHeader("List-Id", "<ftr." + domain(notice) + ">");
        set(mail, "X-FTR-Host", notice.host());
        set(mail, "X-FTR-Event", notice.kind());
        set(mail, "X-FTR-Uplink", notice.uplink().orElse(""));
        set(mail, "X-FTR-Severity", lower(notice));
        set(mail, "X-FTR-Incident", notice.incident());
    }

    private static void set(MimeMessage mail, String name, String text)
            throws MessagingException, UnsupportedEncodingException {
        String line = PlainText.line(text, LONGEST_HEADER).strip();
        if (!line.isEmpty()) {
            mail.setHeader(name, encoded(name, line));
        }
    }

    /** As RFC 2047 has it. What only looks encoded is encoded too, or a reader would decode it. */
    private static String encoded(String name, String line) throws UnsupportedEncodingException {
        String utf8 = StandardCharsets.UTF_8.name();
        if (!line.contains("=?") || line.chars().anyMatch(c -> c > 126)) {
            return MimeUtility.fold(name.length() + 2, MimeUtility.encodeText(line, utf8, null));
        }
        var words = new StringBuilder();
        for (int from = 0; from < line.length(); from += ENCODED_WORD) {
            String part = line.substring(from, Math.min(line.length(), from + ENCODED_WORD));
            words.append(from == 0 ? "" : "\r\n ")
                    .append("=?UTF-8?B?")
                    .append(Base64.getEncoder().encodeToString(part.getBytes(StandardCharsets.US_ASCII)))
                    .append("?=");
        }
        return words.toString();
    }

    private static String lower(Notice notice) {
        return notice.severity().name().toLowerCase(java.util.Locale.ROOT);
    }

    private String messageId(String id, Notice notice, String language) {
        return "<" + atom(id) + "." + atom(language) + "@" + domain(notice) + ">";
    }

    /** A host without a domain gets the sender's. */
    private String domain(Notice notice) {
        String host = atom(notice.host());
        String address = from.getAddress();
        return host.contains(".") ? host : host + "." + atom(address.substring(address.lastIndexOf('@') + 1));
    }

    /** Only what may stand in a Message-ID and a List-Id without quotes. */
    private static String atom(String text) {
        String atom = PlainText.line(text, 60).replaceAll("[^A-Za-z0-9.-]", "-").replaceAll("\\.{2,}|^\\.|\\.$", "-");
        return atom.isEmpty() ? "-" : atom;
    }

    /** A plain text mail whose Message-ID is ours; the library would invent one each time. */
    private static final class FixedIdEmail extends SimpleEmail {
        private final String id;

        private FixedIdEmail(String id) {
            this.id = id;
        }

        @Override
        protected MimeMessage createMimeMessage(Session session) {
            return new MimeMessage(session) {
                @Override
                protected void updateMessageID() throws MessagingException {
                    setHeader("Message-ID", id);
                }
            };
        }
    }
}
