// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ControlMessagesTest {

    @Test
    void theReceiveTimeIsFoundBehindOtherMessages() {
        ByteBuffer control = buffer(128);
        control.putLong(20).putInt(0).putInt(8).putInt(64).putInt(0); // IP_TTL, padded
        control.putLong(32).putInt(1).putInt(35).putLong(1_700_000_000).putLong(123_456_789);

        assertThat(ControlMessages.receiveTime(control, 56)).isEqualTo(1_700_000_000_123_456_789L);
        assertThat(ControlMessages.receiveTime(control, 55)).isZero();
        assertThat(ControlMessages.receiveTime(control, 0)).isZero();
    }

    @Test
    void noBytesHangOrThrow() {
        var random = new SplittableRandom(7);
        for (int i = 0; i < 20_000; i++) {
            ByteBuffer control = buffer(64);
            for (int at = 0; at < 64; at += 8) {
                control.putLong(at, random.nextInt(3) == 0 ? random.nextLong() : random.nextLong(40));
            }
            long length = random.nextLong(-1, 100);

            assertThatCode(() -> ControlMessages.receiveTime(control, length)).doesNotThrowAnyException();
        }
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
    }
}
