// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.gateway;

import org.ftrouter.api.Family;
import org.ftrouter.api.Settings;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeContext;
import org.ftrouter.api.probe.ProbeFactory;
import org.ftrouter.linux.LinuxSocket;

/**
 * Probes that ask by ARP who has the gateway's address. Key: {@code target}, nothing ({@code "arp:"}) for the gateway of
 * the path, or the IPv4 address of another machine on the wire. Needs CAP_NET_RAW.
 */
public final class ArpProbeFactory implements ProbeFactory {

    @Override
    public String type() {
        return "arp";
    }

    @Override
    public Probe create(Settings settings, ProbeContext context) {
        return context.blocking(new GatewayProbe(
                Family.IPV4,
                GatewayProbe.target(settings, Family.IPV4),
                (path, address, timeout) -> {
                    try (var socket = LinuxSocket.arp(path)) {
                        socket.ask(address, timeout);
                    }
                },
                context.ticker()));
    }
}
