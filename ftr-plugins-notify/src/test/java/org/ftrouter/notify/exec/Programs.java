// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.Severity;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestSettings;

/** Programs, notifiers and notices for tests. */
final class Programs {
    private Programs() {}

    static Notifier exec(Object... keysAndValues) {
        return exec(new TestContext(Path.of("unused")), keysAndValues);
    }

    static Notifier exec(TestContext context, Object... keysAndValues) {
        TestSettings settings = TestSettings.of(keysAndValues);
        Notifier made = new ExecNotifierFactory().create(settings, context);
        assertThat(settings.problems()).isEmpty();
        return made;
    }

    /** A shell script as the administrator might write it. */
    static String script(Path folder, String name, String text) throws Exception {
        Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file.toString();
    }

    static Notice notice(String kind, Map<String, String> fields) {
        return new Notice(
                "01" + kind + fields.getOrDefault("usable", ""),
                "01",
                kind,
                kind.replaceAll(".*\\.", "").toUpperCase(java.util.Locale.ROOT),
                Severity.WARNING,
                Instant.now(),
                "gw1",
                kind.startsWith("uplink") ? Optional.of("dsl $(reboot); `id`") : Optional.empty(),
                fields,
                Map.of("en", new Notice.Text("dsl\n$(reboot)", "body\n")));
    }
}
