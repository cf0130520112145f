// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Severity;

/** Notices for tests. */
final class Notices {
    /** Lately: what is a week old is not sent any more. */
    @SuppressWarnings("TimeInStaticInitializer") // the same for all of a run, so that they can be compared
    private static final Instant AT = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    private Notices() {}

    /** The n-th notice; later ones have later ids. */
    static Notice number(int n) {
        return of(String.format("%026d", n), "title " + n, Map.of("n", String.valueOf(n)));
    }

    static Notice of(String id, String title, Map<String, String> fields) {
        return of(id, title, fields, AT);
    }

    /** The n-th notice, made at that time. */
    static Notice at(int n, Instant at) {
        return of(String.format("%026d", n), "title " + n, Map.of(), at);
    }

    private static Notice of(String id, String title, Map<String, String> fields, Instant at) {
        return new Notice(
                id,
                id,
                "uplink.down",
                "DOWN",
                Severity.WARNING,
                at,
                "gw1",
                Optional.of("dsl"),
                fields,
                Map.of("en", new Notice.Text(title, title + "\nbody\n"), "it", new Notice.Text(title, "corpo\n")));
    }
}
