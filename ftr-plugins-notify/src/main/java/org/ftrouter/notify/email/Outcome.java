// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.email;

import com.sun.mail.smtp.SMTPSendFailedException;
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

    /** Hands the mail to the server and notes who it was taken for; whether it was everybody. */
    boolean add(Mail mail, SMTPTransport transport, SmtpWords words) throws MessagingException {
        try {
            transport.sendMessage(mail.message(), mail.message().getAllRecipients());
            note(mail, Set.of(), set(mail.message().getAllRecipients()), "");
            return true;
        } catch (SendFailedException e) {
            Set<Address> never = set(e.getInvalidAddresses());
            if (isRefused(e)) {
                never.addAll(set(e.getValidUnsentAddresses()));
            }
            note(mail, never, set(e.getValidSentAddresses()), words.of(e));
            return false;
        }
    }

    /** Whether the server refused for good the mail itself, or us as its sender, whoever it is for. */
    private static boolean isRefused(SendFailedException failure) {
        return failure instanceof SMTPSendFailedException sent
                && sent.getReturnCode() / 100 == 5
                && !String.valueOf(sent.getCommand()).startsWith("RCPT");
    }

    /** Who is in neither set has to be tried again: a server that dies has said nothing about anybody. */
    private synchronized void note(Mail mail, Set<Address> never, Set<Address> sent, String complaint) {
        for (Recipient recipient : mail.recipients()) {
            if (never.contains(recipient.address())) {
                refused.add(recipient);
            } else if (sent.contains(recipient.address())) {
                served.add(recipient);
            }
        }
        if (!complaint.isEmpty()) {
            complaints.add(complaint);
        }
    }

    /**
     * Ends an attempt that reached the server.
     *
     * @throws NotifyException if some have to be tried again; a permanent one if that is useless for those who have not got
     *     it, and they are named
     */
    synchronized void finish(List<Recipient> wanted, String server) throws NotifyException {
        String complaint = String.join("; ", complaints);
        boolean laterAgain = wanted.stream().anyMatch(r -> !served.contains(r) && !refused.contains(r));
        if (laterAgain) {
            throw new NotifyException(server + " refused the mail: " + complaint);
        }
        if (!refused.isEmpty()) {
            String text = served.isEmpty() ? " refused the mail: " : " took the mail, but not for everybody: ";
            served.addAll(refused);
            throw NotifyException.permanent(server + text + complaint);
        }
    }

    private static Set<Address> set(Address[] addresses) {
        return addresses == null ? new HashSet<>() : new HashSet<>(Arrays.asList(addresses));
    }
}
