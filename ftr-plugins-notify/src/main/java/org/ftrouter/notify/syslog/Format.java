// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.syslog;

/** How a message is written. */
enum Format {
    /** The standard, with structured data. */
    RFC5424,
    /** As {@code syslog(3)} writes to {@code /dev/log}: RFC 3164 without a host. */
    RFC3164
}
