// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.delivery;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A mail server, with encryption and login; it needs root. */
@Timeout(1800)
class KilledMailIT {
    @TempDir
    Path temp;

    @Test
    void nothingIsLostNorOutOfOrderAndRepeatsBearTheSameId() throws Exception {
        try (Receiver receiver = new Exim(Files.createDirectory(temp.resolve("receiver")))) {
            new KilledDelivery(receiver, temp.resolve("daemon")).nothingIsLostNorOutOfOrderAndRepeatsBearTheSameId();
        }
    }
}
