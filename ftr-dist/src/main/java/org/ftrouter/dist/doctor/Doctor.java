// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.doctor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All checks, one after the other. */
public final class Doctor {
    private static final Map<String, Check> CHECKS = checks();

    private Doctor() {}

    private static Map<String, Check> checks() {
        var checks = new LinkedHashMap<String, Check>();
        checks.put("configuration", new FilesCheck());
        checks.put("daemon", new DaemonCheck());
        checks.put("kernel", new CapabilityCheck());
        checks.put("tools", new ToolsCheck());
        checks.put("settings", new SettingsCheck());
        checks.put("tracking", new TrackingCheck());
        checks.put("rules", new RulesCheck());
        checks.put("marks", new MarksCheck());
        checks.put("flowtables", new FlowtableCheck());
        checks.put("leftovers", new LeftoverCheck());
        checks.put("sticky", new StickyCheck());
        checks.put("networkd", new NetworkdCheck());
        checks.put("managers", new ManagersCheck());
        checks.put("clock", new ClockCheck());
        return checks;
    }

    /** The names of all checks, in order. */
    public static List<String> names() {
        return List.copyOf(CHECKS.keySet());
    }

    /** What each check found, by its name; an empty list is a clean bill. */
    public static Map<String, List<Finding>> examine(Patient patient) throws InterruptedException {
        var findings = new LinkedHashMap<String, List<Finding>>();
        for (var check : CHECKS.entrySet()) {
            var found = new ArrayList<Finding>();
            try {
                check.getValue().look(patient, found::add);
            } catch (IOException e) {
                found.add(Finding.note("unseen", "check", check.getKey(), "reason", String.valueOf(e.getMessage())));
            }
            findings.put(check.getKey(), List.copyOf(found));
        }
        return findings;
    }
}
