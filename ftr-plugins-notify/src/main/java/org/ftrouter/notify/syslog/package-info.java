// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * Notices as syslog lines. A notice comes in, one message goes out: RFC 5424 over UDP (RFC 5426), TCP (RFC 6587, octet
 * counting) or TLS (RFC 5425), or a line as {@code syslog(3)} writes it to the local socket.
 *
 * <p>Why the local socket is different: neither journald nor rsyslog (as it is shipped) understands RFC 5424 on {@code
 * /dev/log}; both show its header as part of the text, without the identifier. {@code format = rfc5424} is right for a
 * daemon that expects it there: syslog-ng's {@code unix-dgram(flags(syslog-protocol))}, rsyslog with {@code
 * SysSock.UseSpecialParser="off"}.
 */
@NullMarked
package org.ftrouter.notify.syslog;

import org.jspecify.annotations.NullMarked;
