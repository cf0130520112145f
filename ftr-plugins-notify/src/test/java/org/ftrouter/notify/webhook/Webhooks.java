// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.Severity;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestSettings;

/** Webhooks and notices for tests. */
final class Webhooks {
    static final String SECRET = "canary-s3cr3t+/=";
    static final String HOSTILE = "d\"s,l\\ </b>&{id}\r\n\u0000`*\u00e8\uD83D\uDE00";

    private Webhooks() {}

    static Notifier webhook(Object... keysAndValues) {
        TestSettings settings = TestSettings.of(keysAndValues);
        Notifier made = new WebhookNotifierFactory().create(settings, new TestContext(Path.of("unused")));
        assertThat(settings.problems()).isEmpty();
        return made;
    }

    /** About an uplink with a name that no format likes. */
    static Notice notice(String id, String kind, String word, Severity severity) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("family", "IPv4");
        fields.put("interface", "ppp0");
        fields.put(HOSTILE, HOSTILE);
        return new Notice(
                id,
                "01INCIDENT",
                kind,
                word,
                severity,
                Instant.parse("2026-11-22T13:00:09.412Z"),
                "gw1",
                Optional.of(HOSTILE),
                fields,
                Map.of(
                        "en",
                        new Notice.Text(HOSTILE + ": 0 of 4", "Why     " + HOSTILE + " ```\n"),
                        "it",
                        new Notice.Text("(it)", "Perch\u00e9\n")));
    }

    static Notice down() {
        return notice("01DOWN", "uplink.down", "DOWN", Severity.WARNING);
    }
}
