// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.probe;

/**
 * What one question costs on the wire, IP headers included; for accounting, so an estimate will do.
 *
 * @param sent bytes of the question
 * @param received bytes of the answer
 */
public record ProbeBytes(int sent, int received) {
    /** As much as the usual ping: 56 bytes of payload, ICMP and IPv4 header. */
    public static final ProbeBytes PING = new ProbeBytes(84, 84);

    /** Checks. */
    public ProbeBytes {
        if (sent < 0 || received < 0) {
            throw new IllegalArgumentException("negative number of bytes");
        }
    }
}
