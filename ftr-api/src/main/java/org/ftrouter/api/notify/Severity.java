// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.notify;

/** How urgent a notice is, with the numbers of syslog (RFC 5424, table 2). */
public enum Severity {
    CRITICAL(2),
    ERROR(3),
    WARNING(4),
    NOTICE(5),
    INFO(6);

    private final int syslog;

    Severity(int syslog) {
        this.syslog = syslog;
    }

    /** Syslog's number for it. */
    public int syslog() {
        return syslog;
    }
}
