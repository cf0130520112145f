// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.email;

import com.sun.mail.smtp.SMTPTransport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.mail.Address;
import javax.mail.MessagingException;
import javax.mail.SendFailedException;
import org.ftrouter.api.notify.NotifyException;

/**
 * Who has got the mails about one notice, over all attempts, so that a repeated attempt writes only to the others. Safe
 * for several threads: an attempt that was given up may still report.
 */
final class Outcome {
    private final String noticeId;
    private final Set<Recipient> served = new HashSet<>();
    private final Set<Recipient> refused = new HashSet<>();
    private final List<String> complaints = new ArrayList<>();

    Outcome(String noticeId) {
        this.noticeId = noticeId;
    }

    boolean isOf(String id) {
        return noticeId.equals(id);
    }

    synchronized boolean isOpen(Recipient recipient) {
        return !served.contains(recipient);
    }

    /** Forgets why the last attempt failed. */
    synchronized void begin() {
        refused.clear();
        complaints.clear();
    }

    /** Hands the mail to the server and notes who it was taken for. */
    void add(Mail mail, SMTPTransport transport, SmtpWords words) throws MessagingException {
        try {
            transport.sendMessage(mail.message(), mail.message().getAllRecipients());
            note(mail, Set.of(), Set.of(), "");
        } catch (SendFailedException e) {
            note(mail, set(e.getInvalidAddresses()), set(e.getValidUnsentAddresses()), words.of(e));
        }
    }

    private synchronized void note(Mail mail, Set<Address> never, Set<Address> notNow, String complaint) {
        for (Recipient recipient : mail.recipients()) {
            if (never.contains(recipient.address())) {
                refused.add(recipient);
            } else if (!notNow.contains(recipient.address())) {
                served.add(recipient);
            }
        }
        if (!complaint.isEmpty()) {
            complaints.add(complaint);
        }
    }

    /**
     * Ends an attempt that reached the server. A recipient refused for good is given up as soon as somebody else knows.
     *
     * @return what to warn about, or {@code ""}
     * @throws NotifyException if some have to be tried again
     */
    synchronized String finish(List<Recipient> wanted, String server) throws NotifyException {
        String complaint = String.join("; ", complaints);
        boolean laterAgain = wanted.stream().anyMatch(r -> !served.contains(r) && !refused.contains(r));
        if (laterAgain || served.isEmpty()) {
            throw new NotifyException(server + " refused the mail: " + complaint);
        }
        served.addAll(refused);
        return complaint;
    }

    private static Set<Address> set(Address[] addresses) {
        return addresses == null ? Set.of() : new HashSet<>(Arrays.asList(addresses));
    }
}
