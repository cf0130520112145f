// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.util.ArrayList;
import java.util.List;

/** Makes the interfaces of the router's uplinks and of its providers, each kind in its way, without their addresses. */
final class Lines {
    static final String SWITCH_PORT = "port";

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
            if (uplink.line() == Line.BOX) {
                cables.add(Box.cable(uplink, hosts.uplinkSwitch(), hosts.isp(uplink)));
            } else if (!uplink.line().shared()) {
                cables.add(
                        cable(cable(uplink), 100 + number, hosts.router(), "cust", 1100 + number, hosts.isp(uplink)));
            }
        }
        return cables;
    }

    static String cable(String left, int leftIndex, Host leftHost, String right, int rightIndex, Host rightHost) {
        return "link add " + left + " index " + leftIndex + " netns " + leftHost.namespace() + " type veth peer name "
                + right + " index " + rightIndex + " netns " + rightHost.namespace();
    }

    /** The router's end of the veth pair, which is the uplink's interface itself only with a plain line. */
    private static String cable(LabUplink uplink) {
        boolean plain = uplink.line() == Line.VETH || uplink.line() == Line.MODEM;
        return plain ? uplink.device() : "line" + uplink.number();
    }

    /** Makes what stands upon the veth pairs. */
    void connect() throws LabException, InterruptedException {
        var router = new ArrayList<String>();
        var between = new ArrayList<String>();
        if (spec.hasSwitch()) {
            router.add("link set " + Line.PORT + " up");
            between.add("link set " + SWITCH_PORT + " up");
        }
        for (LabUplink uplink : spec.uplinks()) {
            router.addAll(inRouter(uplink));
            if (uplink.line() == Line.BOX) {
                between.addAll(Box.gateway(uplink));
            } else if (uplink.line().shared()) {
                between.add(inSwitch(uplink));
            }
        }
        make(hosts.router(), router);
        if (spec.hasSwitch()) {
            make(hosts.uplinkSwitch(), between);
        }
    }

    private static void make(Host host, List<String> batch) throws LabException, InterruptedException {
        try {
            host.ip(batch);
        } catch (LabException e) {
            if (!String.valueOf(e.getMessage()).matches("(?s).*(Unknown device type|not supported).*")) {
                throw e;
            }
            throw new LabException(
                    "this machine's kernel lacks what this wiring takes; a guest kernel has it: ftr-dist/vm.sh ftr lab ...\n"
                            + e.getMessage(),
                    e);
        }
    }

    private static List<String> inRouter(LabUplink uplink) {
        String device = uplink.device();
        String cable = cable(uplink);
        return switch (uplink.line()) {
            case VETH, MODEM, WIRE, BOX -> List.of();
            case VLAN ->
                List.of("link add link " + Line.PORT + " name " + device + " type vlan id "
                        + Line.vlan(uplink.number()));
            case MACVLAN -> List.of("link add link " + Line.PORT + " name " + device + " type macvlan mode bridge");
            case BRIDGE ->
                List.of(
                        "link add " + device + " type bridge",
                        "link set " + cable + " master " + device,
                        "link set " + cable + " up");
            case PPPOE -> List.of("link set " + cable + " up");
            case WIREGUARD ->
                List.of(
                        "addr add " + Wireguard.outer(uplink, 2) + "/30 dev " + cable,
                        "link set " + cable + " up",
                        "link add " + device + " type wireguard");
        };
    }

    private String inSwitch(LabUplink uplink) {
        String kind = uplink.line() == Line.VLAN ? "vlan id " + Line.vlan(uplink.number()) : "macvlan mode bridge";
        return "link add link " + SWITCH_PORT + " name cust netns "
                + hosts.isp(uplink).namespace() + " type " + kind;
    }
}
