// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

/** The packet filter of the lab's machines: what providers count, drop and break, and what the router lets in. */
interface Firewall {
    /** Makes a provider count what its customer sends, and drop what has a source that is not the customer's. */
    void provider(Host isp, LabUplink uplink) throws LabException, InterruptedException;

    /** Makes a provider drop what a fault drops, instead of an earlier fault. */
    void fault(Host isp, Fault fault) throws LabException, InterruptedException;

    /** Makes a provider drop nothing but wrong sources. */
    void heal(Host isp) throws LabException, InterruptedException;

    /** What a provider has counted. */
    Counters counters(Host isp) throws LabException, InterruptedException;

    /**
     * Leads what comes in through any uplink for the servers' ports to the LAN client and to the DMZ; and drops what
     * connection tracking calls invalid, as any router had better: no kernel translates that.
     */
    void inwards(Host router, boolean dmz) throws LabException, InterruptedException;

    /** The one that this machine's kernel has: nftables, or else iptables of the old kind. */
    static Firewall here() throws LabException, InterruptedException {
        return NftablesFirewall.works() ? new NftablesFirewall() : new IptablesFirewall();
    }
}
