// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.email;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Severity;

/** An outage of one uplink, as the engine tells it. */
final class Notices {
    static final Instant AT = Instant.parse("2026-11-22T13:00:09.412Z");

    private Notices() {}

    static Notice down() {
        return notice(
                "01JDA3Q7V9M4ZK2N8T6B5R0XYW",
                "uplink.down",
                "DOWN",
                Severity.WARNING,
                AT,
                Map.of(
                        "en", new Notice.Text("dsl: 0 of 4 targets answered", """
                        dsl (Example Net, circuit EN-77, ppp0) went down at 14:00:09 CET.

                        Why     0 of 4 targets answered, 2 are needed, 3 rounds in a row.
                                The provider's router 203.0.113.1 still answers.
                        Effect  New connections now use fiber 75 %, cable 25 %.

                        Uplink  Health    Role      Latency   Loss
                        fiber   up        routing      8 ms     0 %
                        dsl     down      -              -    100 %

                        Event   01JDA3Q7V9M4ZK2N8T6B5R0XYW  uplink.down  ftr 2.0.0
                        """),
                        "it", new Notice.Text("dsl: 0 bersagli su 4 hanno risposto", """
                        dsl (Example Net, circuito EN-77, ppp0) è caduta alle 14:00:09 CET.

                        Perché  0 bersagli su 4 hanno risposto, ne servono 2, 3 giri di fila.
                        Effetto Le nuove connessioni usano ora fiber 75 %, cable 25 %.

                        Evento  01JDA3Q7V9M4ZK2N8T6B5R0XYW  uplink.down  ftr 2.0.0
                        """)));
    }

    static Notice up() {
        return notice(
                "01JDA7V3K2M4ZK2N8T6B5R0ABC",
                "uplink.up",
                "UP",
                Severity.NOTICE,
                AT.plusSeconds(4320),
                Map.of(
                        "en", new Notice.Text("dsl: back after 1 h 12 min", """
                        dsl (Example Net, circuit EN-77, ppp0) is back since 15:12:09 CET.

                        Event   01JDA7V3K2M4ZK2N8T6B5R0ABC  uplink.up  ftr 2.0.0
                        """),
                        "it", new Notice.Text("dsl: è tornata dopo 1 h 12 min", """
                        dsl (Example Net, circuito EN-77, ppp0) è tornata alle 15:12:09 CET.

                        Evento  01JDA7V3K2M4ZK2N8T6B5R0ABC  uplink.up  ftr 2.0.0
                        """)));
    }

    private static Notice notice(
            String id, String kind, String word, Severity severity, Instant at, Map<String, Notice.Text> texts) {
        return new Notice(
                id,
                "01JDA3Q7V9M4ZK2N8T6B5R0XYW",
                kind,
                word,
                severity,
                at,
                "gw1",
                Optional.of("dsl"),
                Map.of("reason", "PROBE_QUORUM"),
                texts);
    }
}
