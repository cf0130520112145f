// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** systemd-networkd deletes rules and routes that it did not make when it starts or an interface changes, unless told not to. */
final class NetworkdCheck implements Check {
    private static final List<String> FOLDERS = List.of("/usr/lib/systemd", "/run/systemd", "/etc/systemd");

    @Override
    public void look(Patient patient, Consumer<Finding> found) throws IOException {
        if (!patient.machine().runs("systemd-network") && !patient.machine().runs("systemd-networkd")) {
            return;
        }
        Map<String, String> settings = settings(patient.machine());
        for (String key : List.of("ManageForeignRoutingPolicyRules", "ManageForeignRoutes")) {
            String value = settings.getOrDefault(key, "yes");
            if (!List.of("no", "false", "off", "0").contains(value)) {
                found.accept(Finding.problem("networkd", "key", key));
            }
        }
    }

    /** The main file first, then drop-ins by name, of which one in /etc hides those of the same name elsewhere. */
    private static Map<String, String> settings(Machine machine) throws IOException {
        var files = new ArrayList<Path>();
        FOLDERS.stream() // the last one there counts
                .map(f -> machine.path(f + "/networkd.conf"))
                .filter(Files::isRegularFile)
                .reduce((a, b) -> b)
                .ifPresent(files::add);
        var dropIns = new TreeMap<String, Path>();
        for (String folder : FOLDERS) {
            machine.files(folder + "/networkd.conf.d", "*.conf")
                    .forEach(f -> dropIns.put(f.getFileName().toString(), f));
        }
        files.addAll(dropIns.values());
        var settings = new HashMap<String, String>();
        for (Path file : files) {
            try (Stream<String> lines = Files.lines(file)) {
                lines.map(String::strip)
                        .filter(l -> l.contains("=") && !l.startsWith("#"))
                        .forEach(l -> {
                            int equals = l.indexOf('=');
                            settings.put(
                                    l.substring(0, equals).strip(),
                                    l.substring(equals + 1).strip());
                        });
            }
        }
        return settings;
    }
}
