// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.multipath;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ftrouter.api.Path;
import org.ftrouter.api.route.NextHop;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RouteException.Reason;
import org.ftrouter.linux.LinuxException;

/** What of a plan could not be done, gathered while everything else is. */
final class Refusals {
    private final Map<Path, String> paths = new LinkedHashMap<>();
    private final List<String> conflicts = new ArrayList<>();
    private final List<String> others = new ArrayList<>();
    private final List<String> sysctls = new ArrayList<>();
    private final List<String> records = new ArrayList<>();

    /** The kernel refuses routes through the path. */
    void path(Path path, String why) {
        paths.putIfAbsent(path, why);
    }

    /** The same in the kernel's words. */
    void path(Path path, LinuxException refused) throws LinuxException {
        path(path, goOn(refused));
    }

    /** Something that belongs to no path alone. */
    void other(LinuxException refused) throws LinuxException {
        others.add(goOn(refused));
    }

    /** Without the right to change anything, going on is of no use. */
    private static String goOn(LinuxException refused) throws LinuxException {
        if (refused.errno() == LinuxException.EPERM) {
            throw refused;
        }
        return String.valueOf(refused.getMessage());
    }

    void conflict(String text) {
        conflicts.add(text);
    }

    /** What is ours cannot be written down, which keeps nothing from being installed. */
    void record(String text) {
        records.add(text);
    }

    void sysctls(List<String> problems) {
        sysctls.addAll(problems);
    }

    /** Takes over what another gathered. */
    void add(Refusals more) {
        more.paths.forEach(this::path);
        conflicts.addAll(more.conflicts);
        others.addAll(more.others);
        sysctls.addAll(more.sysctls);
        records.addAll(more.records);
    }

    /** The hops through paths that are not refused. */
    List<NextHop> without(List<NextHop> hops) {
        return hops.stream().filter(h -> !paths.containsKey(h.path())).toList();
    }

    /**
     * Throws if there is anything to tell.
     *
     * @param least the reason if all routes and rules are as they ought to be
     */
    void check(Reason least) throws RouteException {
        var texts = new ArrayList<String>(conflicts);
        paths.forEach((path, why) -> texts.add("uplink " + path + " is left out: " + why));
        texts.addAll(others);
        texts.addAll(records);
        texts.addAll(sysctls);
        if (!sysctls.isEmpty()) {
            texts.add("set them at boot (/etc/sysctl.d) and say sysctl = check, or let the service write /proc/sys");
        }
        if (!texts.isEmpty()) {
            throw new RouteException(reason(least), String.join("; ", texts));
        }
    }

    private Reason reason(Reason least) {
        if (!conflicts.isEmpty()) {
            return Reason.CONFLICT;
        }
        if (!others.isEmpty()) {
            return Reason.FAILED;
        }
        return paths.isEmpty() ? least : Reason.PARTIAL;
    }
}
