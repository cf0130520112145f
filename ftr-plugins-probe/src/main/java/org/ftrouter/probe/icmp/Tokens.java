// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.icmp;

import java.nio.ByteBuffer;
import java.security.SecureRandom;

/** Unpredictable numbers, drawn from the system in large portions because that is much cheaper. For one thread. */
final class Tokens {
    private final SecureRandom random = new SecureRandom();
    private final byte[] portion = new byte[1024];
    private final ByteBuffer rest = ByteBuffer.wrap(portion).limit(0);

    long next() {
        if (!rest.hasRemaining()) {
            random.nextBytes(portion);
            rest.clear();
        }
        return rest.getLong();
    }

    int next16() {
        return (int) (next() & 0xffff);
    }
}
