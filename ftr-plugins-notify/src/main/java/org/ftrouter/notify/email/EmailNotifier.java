// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.email;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.api.notify.Severity;
import org.ftrouter.api.notify.Steps;
import org.ftrouter.notify.Attempt;

/** Mails a notice to everybody it is urgent enough for, one mail a language, over one connection made for it. */
final class EmailNotifier implements Notifier {
    private final SmtpServer server;
    private final List<Recipient> recipients;
    private final MailWriter writer;
    private final Duration digest;
    private Outcome outcome = new Outcome("");

    EmailNotifier(SmtpServer server, List<Recipient> recipients, MailWriter writer, Duration digest) {
        this.digest = digest;
        this.server = server;
        this.recipients = List.copyOf(recipients);
        this.writer = writer;
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
        deliver(notice, wanted, outcome, Steps.NONE);
    }

    /** To everybody, however urgent it has to be for them. */
    @Override
    public void test(Notice notice, Steps steps) throws NotifyException, InterruptedException {
        deliver(notice, recipients, new Outcome(notice.id()), steps);
    }

    private void deliver(Notice notice, List<Recipient> wanted, Outcome to, Steps steps)
            throws NotifyException, InterruptedException {
        to.begin();
        Attempt.run(new SmtpDelivery(server, mails(notice, wanted), to, steps), server.timeout());
        to.finish(wanted, server.toString());
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

    /** What nobody wants need not wait. */
    @Override
    public Severity minSeverity() {
        return recipients.stream()
                .map(Recipient::minSeverity)
                .max(Severity::compareTo)
                .orElse(Severity.NOTICE);
    }

    @Override
    public Duration gatherFor() {
        return digest;
    }

    @Override
    public String toString() {
        return "email to " + recipients.size() + " recipients through " + server;
    }
}
