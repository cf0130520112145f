// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import java.security.SecureRandom;
import java.time.Instant;

/** Makes ids that are unique and sort by time: 48 bits of milliseconds and 80 random bits, in Crockford's base 32 (ULID). */
final class NoticeId {
    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final SecureRandom RANDOM = new SecureRandom();

    private NoticeId() {}

    static String at(Instant time) {
        var id = new StringBuilder(26);
        long millis = time.toEpochMilli();
        for (int shift = 45; shift >= 0; shift -= 5) {
            id.append(DIGITS.charAt((int) (millis >>> shift) & 31));
        }
        for (int i = 0; i < 16; i++) {
            id.append(DIGITS.charAt(RANDOM.nextInt(32)));
        }
        return id.toString();
    }
}
