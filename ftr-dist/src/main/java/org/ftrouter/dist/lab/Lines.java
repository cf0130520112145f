// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.util.ArrayList;
import java.util.List;

/** Makes the interfaces of the router's uplinks and of its providers, each kind in its way, without their addresses. */
final class Lines {
    private static final String SWITCH_PORT = "port";

    private final LabSpec spec;
    private final Hosts hosts;

    Lines(LabSpec spec, Hosts hosts) {
        this.spec = spec;
        this.hosts = hosts;
    }

    /**
     * The veth pairs. Both ends of an uplink bear different interface numbers: with equal ones the kernel may report a
     * lost carrier up to a second late (it takes the veth for a device that is its own lower link).
     */
    List<String> cables() {
        var cables = new ArrayList<String>();
        if (spec.hasSwitch()) {
            cables.add(cable(Line.PORT, 100, hosts.router(), SWITCH_PORT, 1100, hosts.uplinkSwitch()));
        }
        for (LabUplink uplink : spec.uplinks()) {
            int number = uplink.number();
            Host isp = hosts.isp(uplink);
            if (uplink.line() == Line.BOX) {
                cables.add(cable("to" + number, 100 + number, hosts.uplinkSwitch(), "cust", 1100 + number, isp));
            } else if (!uplink.line().shared()) {
                cables.add(cable(uplink.device(), 100 + number, hosts.router(), "cust", 1100 + number, isp));
            }
        }
        return cables;
    }

    static String cable(String left, int leftIndex, Host leftHost, String right, int rightIndex, Host rightHost) {
        return "link add " + left + " index " + leftIndex + " netns " + leftHost.namespace() + " type veth peer name "
                + right + " index " + rightIndex + " netns " + rightHost.namespace();
    }

    /** Makes what stands upon the veth pairs. */
    void connect() throws LabException, InterruptedException {
        if (!spec.hasSwitch()) {
            return;
        }
        var lines = new ArrayList<>(List.of("link set lo up", "link set " + SWITCH_PORT + " up"));
        for (LabUplink uplink : spec.uplinks()) {
            if (uplink.line() == Line.BOX) {
                lines.addAll(inBox(uplink));
            } else if (uplink.line().shared()) {
                lines.add(inSwitch(uplink));
            }
        }
        hosts.uplinkSwitch().ip(lines);
    }

    private String inSwitch(LabUplink uplink) {
        return "link add link " + SWITCH_PORT + " name cust netns "
                + hosts.isp(uplink).namespace() + " type macvlan mode bridge";
    }

    /**
     * The box is the gateway of every uplink, and hands each packet to the provider of the customer whose source it bears.
     * What bears none goes to any of them, to be counted.
     */
    private static List<String> inBox(LabUplink uplink) {
        int number = uplink.number();
        int table = 100 + number;
        String provider = beyondBox(uplink, 1);
        return List.of(
                "addr add " + uplink.gateway() + "/24 dev " + SWITCH_PORT,
                "addr add " + beyondBox(uplink, 2) + "/30 dev to" + number,
                "link set to" + number + " up",
                "route add default via " + provider + " table " + table,
                "rule add pref " + number + " from " + uplink.gateway() + " lookup main", // its own answers
                "rule add pref " + table + " from " + uplink.network() + " lookup " + table,
                "route add default via " + provider + " metric " + table);
    }

    /** An address between the box (2) and the provider (1). */
    private static String beyondBox(LabUplink uplink, int end) {
        return "172.30." + uplink.number() + "." + end;
    }

    /** Gives the provider its address towards the customer. */
    static List<String> addressed(LabUplink uplink) {
        String address = uplink.line() == Line.BOX ? beyondBox(uplink, 1) + "/30" : uplink.gateway() + "/24";
        return List.of("addr add " + address + " dev cust");
    }

    /** Takes the provider's line into service, also after it was out of it. */
    static List<String> plugged(LabUplink uplink) {
        String toBox = "route replace " + uplink.network() + " via " + beyondBox(uplink, 2);
        return uplink.line() == Line.BOX ? List.of("link set cust up", toBox) : List.of("link set cust up");
    }
}
