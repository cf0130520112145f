// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Instant;

/**
 * Makes ids that are unique and sort in the order they were made: 48 bits of milliseconds and 80 random bits, in
 * Crockford's base 32 (ULID). Within a millisecond, or when the wall clock was set back, the random bits count up.
 */
public final class NoticeId {
    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final SecureRandom RANDOM = new SecureRandom();

    private static long lastMillis = -1;
    private static BigInteger lastRandom = BigInteger.ZERO;

    private NoticeId() {}

    /** A new one. Any thread. */
    public static synchronized String at(Instant time) {
        long millis = time.toEpochMilli();
        if (millis > lastMillis) {
            lastMillis = millis;
            lastRandom = new BigInteger(79, RANDOM); // one bit less, so that there is room to count
        } else {
            lastRandom = lastRandom.add(BigInteger.ONE);
        }
        var id = new StringBuilder(26);
        for (int shift = 45; shift >= 0; shift -= 5) {
            id.append(DIGITS.charAt((int) (lastMillis >>> shift) & 31));
        }
        for (int shift = 75; shift >= 0; shift -= 5) {
            id.append(DIGITS.charAt(lastRandom.shiftRight(shift).intValue() & 31));
        }
        return id.toString();
    }
}
