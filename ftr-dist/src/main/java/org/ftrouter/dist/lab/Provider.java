// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.util.List;
import java.util.Set;
import org.ftrouter.api.Family;

/** The provider of one uplink: breaks and heals its line, and counts what its customer sends. */
public final class Provider {
    private final LabUplink uplink;
    private final Host host;
    private final Set<Family> wired;

    Provider(LabUplink uplink, Host host, Set<Family> wired) {
        this.uplink = uplink;
        this.host = host;
        this.wired = wired;
    }

    /** Its machine, with the interfaces {@code cust} (to the router) and {@code core} (to the internet). */
    public Host host() {
        return host;
    }

    /** The uplink it provides. */
    public LabUplink uplink() {
        return uplink;
    }

    /**
     * Breaks the line, healing an earlier fault first.
     *
     * @return the moment just before; the fault is there some milliseconds later
     */
    public Stamp fault(Fault fault) throws LabException, InterruptedException {
        if (FaultFile.read(host).isPresent()) {
            heal();
        }
        FaultFile.write(host, fault.toString());
        Stamp before = Stamp.now();
        if (fault.kind() == Fault.Kind.CARRIER) {
            host.ip(List.of("link set cust down"));
            return before;
        }
        Firewall.here().fault(host, fault);
        if (fault.kind() == Fault.Kind.GATEWAY) {
            host.ip(List.of("link set cust arp off"));
        }
        return before;
    }

    /**
     * Makes the line whole, whatever its fault was.
     *
     * @return the moment just before
     */
    public Stamp heal() throws LabException, InterruptedException {
        Stamp before = Stamp.now();
        // first: without ARP, what is sent to the customer goes to our own MAC address, and a macvlan takes it for
        // received
        host.ip(List.of("link set cust arp on", "link set cust up"));
        Firewall.here().heal(host);
        if (uplink.line() == Line.BOX) {
            host.ip(List.of(Box.customer(uplink)));
        }
        if (wired.contains(Family.IPV6)
                && uplink.line() != Line.PPPOE) { // an interface that was down has lost its link-local address
            String device = uplink.line().customer();
            host.ip(List.of("addr replace " + uplink.gateway(Family.IPV6) + "/64 dev " + device + " nodad"));
        }
        FaultFile.write(host, "");
        return before;
    }

    /** What arrived from the customer since the lab was built, also what a fault dropped. */
    public Counters counters() throws LabException, InterruptedException {
        return Firewall.here().counters(host);
    }
}
