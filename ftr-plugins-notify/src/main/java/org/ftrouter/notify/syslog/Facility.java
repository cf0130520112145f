// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.syslog;

/** What part of a system speaks, by syslog's names; the order gives the numbers (RFC 5424, table 1). */
enum Facility {
    KERN,
    USER,
    MAIL,
    DAEMON,
    AUTH,
    SYSLOG,
    LPR,
    NEWS,
    UUCP,
    CRON,
    AUTHPRIV,
    FTP,
    NTP,
    AUDIT,
    ALERT,
    CLOCK,
    LOCAL0,
    LOCAL1,
    LOCAL2,
    LOCAL3,
    LOCAL4,
    LOCAL5,
    LOCAL6,
    LOCAL7;

    @SuppressWarnings("EnumOrdinal") // the order is the standard's
    int priority(int severity) {
        return ordinal() * 8 + severity;
    }
}
