// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.email;

import javax.mail.internet.InternetAddress;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Severity;

/**
 * Somebody who gets mail.
 *
 * @param address where
 * @param language the code of the language to write in, if the notice has it; English otherwise
 * @param minSeverity what is less urgent is not sent
 */
record Recipient(InternetAddress address, String language, Severity minSeverity) {

    boolean wants(Notice notice) {
        return notice.severity().compareTo(minSeverity) <= 0;
    }

    /** The language this notice will have for them. */
    String languageOf(Notice notice) {
        return notice.texts().containsKey(language) ? language : "en";
    }
}
