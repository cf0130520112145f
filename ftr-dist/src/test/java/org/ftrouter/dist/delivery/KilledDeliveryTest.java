// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.delivery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every kind of receiver that needs no rights. SNMP with confirmed notifications and syslog over TCP: their forms without
 * confirmation can lose what the receiver had not read.
 */
@Timeout(1800)
class KilledDeliveryTest {
    @TempDir
    Path temp;

    /** The channels. */
    enum Kind {
        WEBHOOK,
        SYSLOG,
        MQTT,
        SNMPTRAP,
        EXEC;

        private Receiver make(Path folder) throws IOException {
            return switch (this) {
                case WEBHOOK -> new SocketReceiver.Web();
                case SYSLOG -> new Rsyslogd(folder);
                case MQTT -> new ProcessReceiver.Mosquitto(folder);
                case SNMPTRAP -> new ProcessReceiver.SnmpTrapd(folder);
                case EXEC -> new ProcessReceiver.Script(folder);
            };
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void nothingIsLostNorOutOfOrderAndRepeatsBearTheSameId(Kind kind) throws Exception {
        try (Receiver receiver = kind.make(Files.createDirectory(temp.resolve("receiver")))) {
            new KilledDelivery(receiver, temp.resolve("daemon")).nothingIsLostNorOutOfOrderAndRepeatsBearTheSameId();
        }
    }
}
