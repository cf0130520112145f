// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.delivery;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A journal, whose daemon needs root. */
@Timeout(1800)
class KilledJournaldIT {
    @TempDir
    Path temp;

    @Test
    void nothingIsLostNorOutOfOrderAndRepeatsBearTheSameId() throws Exception {
        try (Receiver receiver = new JournaldReceiver(Files.createDirectory(temp.resolve("receiver")))) {
            new KilledDelivery(receiver, temp.resolve("daemon")).nothingIsLostNorOutOfOrderAndRepeatsBearTheSameId();
        }
    }
}
