// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.notify;

/** How urgent a notice is, with the numbers of syslog (RFC 5424, table 2). */
public enum Severity {
    /** Nothing works any more: all uplinks are down. */
    CRITICAL(2),
    /** Something is wrong that needs a person. */
    ERROR(3),
    /** Something is worse than it was: an uplink is down. */
    WARNING(4),
    /** Something has changed, and is good or bearable. */
    NOTICE(5),
    /** For the record: nothing is better or worse than it was. */
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
