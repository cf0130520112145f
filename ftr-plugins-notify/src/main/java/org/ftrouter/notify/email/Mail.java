// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.email;

import java.util.List;
import javax.mail.internet.MimeMessage;

/** A mail in one language, and who gets it. */
record Mail(MimeMessage message, List<Recipient> recipients) {

    Mail {
        recipients = List.copyOf(recipients);
    }
}
