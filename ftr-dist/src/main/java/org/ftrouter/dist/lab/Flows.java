// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.time.Duration;
import org.ftrouter.api.Family;

/** Opens long-lived flows in a lab. Each asks every 100 ms and lives until it is closed, breaks, or the lab ends. */
public final class Flows {
    private static final Duration EVERY = Duration.ofMillis(100);
    private static final Duration FIRST_ANSWER = Duration.ofSeconds(2);
    private static final int TRIES = 400;

    private final Lab lab;
    private final Agents agents;

    Flows(Lab lab, Agents agents) {
        this.lab = lab;
        this.agents = agents;
    }

    /** An IPv4 TCP connection from the LAN that goes over an uplink: opened again and again until one does. */
    public Flow tcp(LabUplink uplink) throws LabException, InterruptedException {
        return tcp(uplink, Family.IPV4);
    }

    /** The same in a family. */
    public Flow tcp(LabUplink uplink, Family family) throws LabException, InterruptedException {
        for (int i = 0; i < TRIES; i++) {
            Flow flow = tcp(Addresses.destination(family, i));
            if (flow.awaitAnswer(Stamp.now(), FIRST_ANSWER) && uplink.owns(flow.source())) {
                return flow;
            }
            flow.close();
        }
        throw new LabException("of " + TRIES + " connections from the LAN none went over " + uplink.name());
    }

    /** A TCP connection from the LAN to an address of the internet, over whichever uplink; not awaited. */
    public Flow tcp(String address) throws LabException, InterruptedException {
        return agents.of(lab.lan()).hold("tcp", address, Addresses.ECHO_PORT, EVERY);
    }

    /** IPv4 datagrams from the LAN, each answered, that go over an uplink. */
    public Flow udp(LabUplink uplink) throws LabException, InterruptedException {
        return udp(uplink, Family.IPV4);
    }

    /** The same in a family. */
    public Flow udp(LabUplink uplink, Family family) throws LabException, InterruptedException {
        for (int i = 0; i < TRIES; i++) {
            Flow flow = udp(family, i);
            if (flow.awaitAnswer(Stamp.now(), FIRST_ANSWER) && uplink.owns(flow.source())) {
                return flow;
            }
            flow.close();
        }
        throw new LabException("of " + TRIES + " UDP flows from the LAN none went over " + uplink.name());
    }

    /** Datagrams from the LAN to one of the internet's UDP servers, over whichever uplink; not awaited. */
    public Flow udp(Family family, int server) throws LabException, InterruptedException {
        return agents.of(lab.lan()).hold("udp", Addresses.udpServer(family, server), Addresses.ECHO_PORT, EVERY);
    }

    /**
     * A TCP connection from the internet to the router's address on an uplink, led on to the LAN client ({@link
     * Addresses#LAN_PORT}) or the DMZ server ({@link Addresses#DMZ_PORT}). Not awaited.
     */
    public Flow inbound(LabUplink uplink, int port) throws LabException, InterruptedException {
        return inbound(uplink, Family.IPV4, port);
    }

    /** The same to the router's address of a family. */
    public Flow inbound(LabUplink uplink, Family family, int port) throws LabException, InterruptedException {
        String address = family == Family.IPV4 ? uplink.publicAddress() : uplink.address(family);
        if (uplink.line() == Line.PPPOE) {
            address = lab.address(uplink, family);
        }
        return agents.of(lab.internet()).hold("tcp", address, port, EVERY);
    }
}
