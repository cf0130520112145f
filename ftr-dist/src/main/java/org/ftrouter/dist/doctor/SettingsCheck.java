// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.doctor;

import java.util.function.Consumer;
import org.ftrouter.api.Family;

/** Kernel settings: forwarding, filters of source addresses, noise in the log. */
final class SettingsCheck implements Check {
    private static final int STRICT = 1;

    @Override
    public void look(Patient patient, Consumer<Finding> found) {
        forwarding(patient, found);
        sourceFilters(patient, found);
        martians(patient, found);
    }

    private static void forwarding(Patient patient, Consumer<Finding> found) {
        if (patient.machine().setting("net/ipv4/ip_forward").orElse(1) == 0) {
            found.accept(Finding.problem("forward.off", "family", "IPv4", "key", "net.ipv4.ip_forward"));
        }
        boolean off = patient.machine().setting("net/ipv6/conf/all/forwarding").orElse(1) == 0;
        if (off && patient.families().contains(Family.IPV6)) {
            found.accept(Finding.problem("forward.off", "family", "IPv6", "key", "net.ipv6.conf.all.forwarding"));
        }
    }

    /** The stricter of "all" and the interface's own would count, if 2 (loose) were not the larger number. */
    private static void sourceFilters(Patient patient, Consumer<Finding> found) {
        int all = patient.machine().setting("net/ipv4/conf/all/rp_filter").orElse(0);
        for (String device : patient.devices(Family.IPV4)) {
            int own = patient.machine()
                    .setting("net/ipv4/conf/" + device + "/rp_filter")
                    .orElse(0);
            if (Math.max(all, own) == STRICT) {
                found.accept(Finding.problem("rpfilter.strict", "interface", device, "all", all, "own", own));
            }
        }
        if (patient.machine().setting("net/ipv4/conf/default/rp_filter").orElse(0) == STRICT) {
            found.accept(Finding.note("rpfilter.default"));
        }
    }

    private static void martians(Patient patient, Consumer<Finding> found) {
        int all = patient.machine().setting("net/ipv4/conf/all/log_martians").orElse(0);
        for (String device : patient.devices(Family.IPV4)) {
            int own = patient.machine()
                    .setting("net/ipv4/conf/" + device + "/log_martians")
                    .orElse(0);
            if (Math.max(all, own) == 1) {
                found.accept(Finding.note("martians", "interface", device));
                return;
            }
        }
    }
}
