// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe;

import org.ftrouter.api.Family;
import org.ftrouter.api.probe.ProbeBytes;

/**
 * What a question costs on the wire, IP headers included, by what it carries: estimates for accounting, which know nothing of
 * retransmissions.
 */
public final class WireBytes {
    private static final int UDP = 8;
    private static final int TCP = 32; // with time stamps (RFC 7323)
    private static final int TCP_OPENING = 40; // with all options of a SYN
    private static final int SEGMENT = 1400;

    /** A handshake by TLS 1.3 (RFC 8446): the client's side, and a server's with a chain of two certificates. */
    private static final int TLS_SENT = 700;

    private static final int TLS_RECEIVED = 3500;

    private WireBytes() {}

    /** The length of an IP header in bytes. */
    public static int header(Family family) {
        return family == Family.IPV4 ? 20 : 40;
    }

    /** A datagram each way, with so many bytes of payload. */
    public static ProbeBytes udp(Family family, int sent, int received) {
        return new ProbeBytes(header(family) + UDP + sent, header(family) + UDP + received);
    }

    /** A connection with so many bytes of payload each way: its handshake, its segments, what acknowledges them, its end. */
    public static ProbeBytes tcp(Family family, int sent, int received) {
        int opening = header(family) + TCP_OPENING;
        int segment = header(family) + TCP;
        int segments = segments(sent) + segments(received);
        return new ProbeBytes(opening + (2 + segments) * segment + sent, opening + (1 + segments) * segment + received);
    }

    /** The same by TLS. */
    public static ProbeBytes tls(Family family, int sent, int received) {
        return tcp(family, TLS_SENT + sent, TLS_RECEIVED + received);
    }

    private static int segments(int payload) {
        return (payload + SEGMENT - 1) / SEGMENT;
    }
}
