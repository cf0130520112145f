// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.gateway;

import org.ftrouter.api.Family;
import org.ftrouter.api.Settings;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeContext;
import org.ftrouter.api.probe.ProbeFactory;
import org.ftrouter.linux.LinuxSocket;

/**
 * Probes that ask by neighbour solicitation who has the gateway's address. Key: {@code target}, nothing ({@code "ndp:"})
 * for the gateway of the path, or the IPv6 address of another machine on the wire. Needs CAP_NET_RAW.
 */
public final class NdpProbeFactory implements ProbeFactory {

    @Override
    public String type() {
        return "ndp";
    }

    @Override
    public Probe create(Settings settings, ProbeContext context) {
        return context.blocking(new GatewayProbe(
                Family.IPV6,
                GatewayProbe.target(settings, Family.IPV6),
                (path, address, timeout) -> {
                    try (var socket = LinuxSocket.neighbour(path)) {
                        socket.ask(address, timeout);
                    }
                },
                context.ticker()));
    }
}
