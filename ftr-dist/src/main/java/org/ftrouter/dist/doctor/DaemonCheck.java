// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.ftrouter.engine.control.ControlClient;

/** Whether the daemon runs and answers, and how its service is watched. */
final class DaemonCheck implements Check {
    /** The kernel lists the lock's socket by this name (see the daemon's lock on the network namespace). */
    private static final String LOCK = "@fault-tolerant-router";

    private static final List<String> UNITS =
            List.of("/etc/systemd/system", "/run/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system");

    @Override
    public void look(Patient patient, Consumer<Finding> found) throws IOException {
        boolean held = Files.readString(Path.of("/proc/thread-self/net/unix")).contains(LOCK);
        if (!answers(patient.socket())) {
            String code = held ? "daemon.silent" : "daemon.stopped";
            found.accept(held ? Finding.problem(code, "socket", patient.socket()) : Finding.note(code));
        }
        for (String folder : UNITS) {
            Path unit = patient.machine().path(folder + "/ftr.service");
            if (Files.exists(unit)) {
                unit(patient.machine(), unit, found);
                return;
            }
        }
    }

    private static boolean answers(Path socket) {
        try {
            return ControlClient.ask(socket, "status").startsWith("{");
        } catch (IOException e) {
            return false;
        }
    }

    private static void unit(Machine machine, Path unit, Consumer<Finding> found) throws IOException {
        var texts = new ArrayList<>(List.of(Files.readString(unit, StandardCharsets.UTF_8)));
        for (String folder : UNITS) {
            for (Path dropIn : machine.files(folder + "/ftr.service.d", "*.conf")) {
                texts.add(Files.readString(dropIn, StandardCharsets.UTF_8));
            }
        }
        String last = "";
        for (String text : texts) {
            for (String line : text.lines().map(String::strip).toList()) {
                last = line.startsWith("WatchdogSec=") ? line.substring("WatchdogSec=".length()) : last;
            }
        }
        if (last.isEmpty() || last.equals("0") || last.equals("infinity")) {
            found.accept(Finding.problem("unit.watchdog", "unit", unit));
        }
    }
}
