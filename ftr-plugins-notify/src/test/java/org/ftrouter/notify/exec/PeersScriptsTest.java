// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scripts that people have written for mwan3, foolsm and the original run here as they are. */
class PeersScriptsTest {
    @TempDir
    Path folder;

    private static Notice notice(String kind, Map<String, String> fields) {
        return new Notice(
                "01" + kind,
                "01",
                kind,
                "WORD",
                Severity.WARNING,
                Instant.parse("2026-11-22T13:00:09Z"),
                "gw1",
                kind.startsWith("uplink") ? Optional.of("dsl") : Optional.empty(),
                fields,
                Map.of("en", new Notice.Text("dsl", "body\n")));
    }

    private static final Notice DOWN = notice(
            "uplink.down",
            Map.of(
                    "interface",
                    "ppp0",
                    "previous_health",
                    "up",
                    "answered",
                    "1",
                    "targets",
                    "4",
                    "tries",
                    "3",
                    "rtt_seconds",
                    "0.0125"));
    private static final Notice UP = notice(
            "uplink.up",
            Map.of("interface", "ppp0", "previous_health", "down", "answered", "3", "targets", "4", "tries", "3"));
    private static final List<Notice> ALL = List.of(
            DOWN,
            notice("uplink.degraded", Map.of("interface", "ppp0")),
            notice("routing.changed", Map.of("usable", "1")),
            notice("config.loaded", Map.of()),
            UP);

    private String script(String name) throws Exception {
        try (InputStream script = PeersScriptsTest.class.getResourceAsStream(name)) {
            Path file = folder.resolve(name);
            Files.copy(script, file);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
            return file.toString();
        }
    }

    private List<String> seen(Object... settings) throws Exception {
        try (Notifier notifier = Programs.exec(settings)) {
            for (Notice notice : ALL) {
                notifier.send(notice);
            }
        }
        return Files.readAllLines(folder.resolve("seen"));
    }

    @Test
    void mwan3sScriptFindsActionInterfaceAndDevice() throws Exception {
        assertThat(seen("command", script("mwan3.user")))
                .containsExactly("dsl (ppp0) is offline", "redial", "dsl (ppp0) is online");
    }

    @Test
    void foolsmsScriptFindsItsSixteenArgumentsAndIsRunOnlyForStatesThatItKnows() throws Exception {
        assertThat(seen("command", script("foolsm-script"), "arguments", "foolsm"))
                .containsExactly(
                        "disable ppp0",
                        "dsl was up until 13:00:09, checkip '', source '', mail ''",
                        "replied 1, waiting 0, timeout 3, late 0",
                        "consecutive: received 0, waiting 0, missed 3",
                        "average 12500 us, of 16 arguments",
                        "enable ppp0",
                        "dsl was down until 13:00:09, checkip '', source '', mail ''",
                        "replied 3, waiting 0, timeout 1, late 0",
                        "consecutive: received 0, waiting 0, missed 0",
                        "average 0 us, of 16 arguments");
    }

    /** It never had such commands, but its users asked for them, by these names. */
    @Test
    void theOriginalsFourCommandsRunEachOnItsOccasion() throws Exception {
        String log = " >> " + folder + "/log";
        try (Notifier notifier = Programs.exec(
                "up_command", Programs.script(folder, "up", "echo \"up $INTERFACE $DEVICE\"" + log),
                "down_command", Programs.script(folder, "down", "echo \"down $INTERFACE $DEVICE\"" + log),
                "all_up_command", Programs.script(folder, "all-up", "echo \"all up\"" + log),
                "all_down_command", Programs.script(folder, "all-down", "echo \"all down\"" + log))) {
            notifier.send(DOWN);
            notifier.send(notice("routing.all-down", Map.of("usable", "0", "configured", "2")));
            notifier.send(UP);
            notifier.send(notice("routing.restored", Map.of("usable", "1", "configured", "2")));
            notifier.send(notice("uplink.up", Map.of("interface", "ppp0", "usable", "2", "configured", "2")));
        }

        assertThat(folder.resolve("log")).hasContent("down dsl ppp0\nall down\nup dsl ppp0\nup dsl ppp0\nall up");
    }
}
