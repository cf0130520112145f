// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.multipath;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.ftrouter.linux.NetworkWatch;

/**
 * Says who deletes what is ours, once for each program: the kernel tells of every deletion at whose request it was. Of a
 * program that has ended since, nothing can be said. Used by the listener's thread.
 */
final class Culprits {
    private static final String NETWORKD = "systemd-network"; // the kernel keeps 15 letters of the name

    private final System.Logger log;
    private final Path processes;
    private final long self = ProcessHandle.current().pid();
    private final Set<String> told = new HashSet<>();
    private volatile Set<Integer> ours = Set.of();

    Culprits(System.Logger log, Path processes) {
        this.log = log;
        this.processes = processes;
    }

    /** The tags of what is ours. Any thread. */
    void ours(Set<Integer> protocols) {
        ours = Set.copyOf(protocols);
    }

    /** Who it was, {@code ""} if it has ended since; empty if it was not ours, or it was ourselves. */
    Optional<String> saw(NetworkWatch.Deletion deletion) {
        if (!ours.contains(deletion.protocol()) || deletion.process() == self) {
            return Optional.empty();
        }
        String name = name(deletion.process());
        if (!name.isEmpty() && told.add(name)) {
            String what = deletion.rule() ? "rules" : "routes";
            log.log(
                    System.Logger.Level.WARNING,
                    name + " (process " + deletion.process() + ") deletes " + what + " of ours, which are put back. "
                            + remedy(name));
        }
        return Optional.of(name.isEmpty() ? "" : name + " (process " + deletion.process() + ")");
    }

    private static String remedy(String name) {
        return name.startsWith(NETWORKD)
                ? "Write ManageForeignRoutingPolicyRules=no and ManageForeignRoutes=no below [Network] into"
                        + " /etc/systemd/networkd.conf.d/ftr.conf and restart systemd-networkd"
                : "See that it leaves alone what bears our protocol number";
    }

    /** The program of a process that still runs; else empty. Printable, for it goes to the log. */
    private String name(int process) {
        try {
            return Files.readString(processes.resolve(process + "/comm"))
                    .strip()
                    .replaceAll("[^\\x20-\\x7e]", "?");
        } catch (IOException e) {
            return "";
        }
    }
}
