// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify;

import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Severity;

/** How urgent a notice is among the lines of a log. Pure. */
public final class LogPriority {
    private LogPriority() {}

    /**
     * The number of syslog, 2 (critical) to 6 (info). It is that of the notice's severity, which says whom it may disturb;
     * but whoever reads of an uplink that came back ({@code notice}) also wants to read what the default route is now.
     */
    public static int of(Notice notice) {
        boolean follows = notice.kind().equals("routing.changed") && notice.severity() == Severity.INFO;
        return (follows ? Severity.NOTICE : notice.severity()).syslog();
    }
}
