// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The machines of a lab, by role. */
final class Hosts {
    private final Map<String, Host> byRole = new LinkedHashMap<>();

    Hosts(LabSpec spec, Path folder) {
        add("lan", spec, folder);
        add("router", spec, folder);
        add("internet", spec, folder);
        if (spec.dmz()) {
            add("dmz", spec, folder);
        }
        if (spec.hasSwitch()) {
            add("switch", spec, folder);
        }
        spec.uplinks().forEach(uplink -> add(uplink.isp(), spec, folder));
    }

    private void add(String role, LabSpec spec, Path folder) {
        byRole.put(role, new Host(spec.name(), role, folder));
    }

    List<Host> all() {
        return List.copyOf(byRole.values());
    }

    Host lan() {
        return role("lan");
    }

    Host router() {
        return role("router");
    }

    Host internet() {
        return role("internet");
    }

    Host dmz() {
        return role("dmz");
    }

    /** Stands between the router's port that several uplinks share and their providers. */
    Host uplinkSwitch() {
        return role("switch");
    }

    Host isp(LabUplink uplink) {
        return role(uplink.isp());
    }

    /** The machine of that role; {@link IllegalArgumentException} names the roles there are. */
    Host role(String role) {
        Host host = byRole.get(role);
        if (host == null) {
            throw new IllegalArgumentException("this lab has no " + role + ", only " + byRole.keySet());
        }
        return host;
    }
}
