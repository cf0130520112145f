// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.email;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.notify.Attempt;

/** Mails a notice to everybody it is urgent enough for, one mail a language, over one connection made for it. */
final class EmailNotifier implements Notifier {
    private final SmtpServer server;
    private final List<Recipient> recipients;
    private final MailWriter writer;
    private final System.Logger logger;
    private Outcome outcome = new Outcome("");

    EmailNotifier(SmtpServer server, List<Recipient> recipients, MailWriter writer, System.Logger logger) {
        this.server = server;
        this.recipients = List.copyOf(recipients);
        this.writer = writer;
        this.logger = logger;
    }

    /** Sends what is still to be sent: a repeated attempt leaves out who has got the notice before. */
    @Override
    public void send(Notice notice) throws NotifyException, InterruptedException {
        if (!outcome.isOf(notice.id())) {
            outcome = new Outcome(notice.id());
        }
        List<Recipient> wanted = recipients.stream()
                .filter(r -> r.wants(notice) && outcome.isOpen(r))
                .toList();
        if (wanted.isEmpty()) {
            return;
        }
        outcome.begin();
        Attempt.run(new SmtpDelivery(server, mails(notice, wanted), outcome), server.timeout());
        String refused = outcome.finish(wanted, server.toString());
        if (!refused.isEmpty()) {
            logger.log(System.Logger.Level.WARNING, "{0} took the mail, but not for everybody: {1}", server, refused);
        }
    }

    private List<Mail> mails(Notice notice, List<Recipient> wanted) {
        Map<String, List<Recipient>> readers = new LinkedHashMap<>();
        for (Recipient recipient : wanted) {
            readers.computeIfAbsent(recipient.languageOf(notice), l -> new ArrayList<>())
                    .add(recipient);
        }
        return readers.entrySet().stream()
                .map(e -> new Mail(
                        writer.write(
                                notice,
                                e.getKey(),
                                e.getValue().stream().map(Recipient::address).toList()),
                        e.getValue()))
                .toList();
    }

    @Override
    public String toString() {
        return "email to " + recipients.size() + " recipients through " + server;
    }
}
