// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.delivery;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every kind of receiver that needs no rights. SNMP with confirmed notifications, and syslog not over UDP: there nobody
 * knows what has arrived.
 */
@Tag("once")
@Timeout(1800)
class KilledDeliveryTest {
    @TempDir
    Path temp;

    /** The channels. */
    enum Kind {
        WEBHOOK,
        SYSLOG_TCP,
        SYSLOG_TLS,
        SYSLOG_LOCAL,
        MQTT,
        SNMPTRAP,
        SNMPTRAP_V3,
        EXEC;

        private Receiver make(Path folder) throws Exception {
            return switch (this) {
                case WEBHOOK -> new SocketReceiver.Web();
                case SYSLOG_TCP -> new Rsyslogd(folder, Rsyslogd.Way.TCP);
                case SYSLOG_TLS -> new Rsyslogd(folder, Rsyslogd.Way.TLS);
                case SYSLOG_LOCAL -> new Rsyslogd(folder, Rsyslogd.Way.LOCAL);
                case MQTT -> new Mosquitto(folder);
                case SNMPTRAP -> SnmpTrapd.version2c(folder);
                case SNMPTRAP_V3 -> SnmpTrapd.version3(folder);
                case EXEC -> new Script(folder);
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
