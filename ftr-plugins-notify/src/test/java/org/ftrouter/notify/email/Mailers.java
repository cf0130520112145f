// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.email;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ftrouter.api.PluginContext;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestSettings;

/** Mail notifiers made through the factory. */
final class Mailers {
    static final String SECRET = "canary-7Hq2";

    private Mailers() {}

    /** To one recipient through 127.0.0.1, with further {@code smtp} keys. */
    static Notifier mailer(int port, Object... smtp) {
        return mailerTo(List.of("noc@example.org"), port, smtp);
    }

    static Notifier mailerTo(List<Object> to, int port, Object... smtp) {
        return mailerTo(new TestContext(Path.of("unused")), to, port, smtp);
    }

    static Notifier mailerTo(PluginContext context, List<Object> to, int port, Object... smtp) {
        var section = new LinkedHashMap<String, Object>(Map.of("host", "127.0.0.1", "port", port));
        section.putAll(map(smtp));
        var settings = TestSettings.of("from", "gw@example.org", "to", to, "smtp", section);
        Notifier notifier = new EmailNotifierFactory().create(settings, context);
        assertThat(settings.problems()).isEmpty();
        return notifier;
    }

    static Map<String, Object> map(Object... keysAndValues) {
        var map = new HashMap<String, Object>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}
