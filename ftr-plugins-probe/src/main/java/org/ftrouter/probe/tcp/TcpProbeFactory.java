// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.tcp;

import java.net.InetSocketAddress;
import java.util.Optional;
import org.ftrouter.api.Settings;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeContext;
import org.ftrouter.api.probe.ProbeFactory;
import org.ftrouter.probe.Endpoint;

/**
 * Probes that open a TCP connection and close it. Keys:
 *
 * <ul>
 *   <li>{@code target}: {@code ADDRESS:PORT}, an IPv6 address in brackets; a name would need the uplinks it is to test
 *   <li>{@code refused}: what a reset (a closed port) counts as, {@code dead} (default) or {@code alive}. Dead, because a
 *       provider's firewall answers like that for everybody once an account is not paid, which nothing else would
 *       notice; that a target has stopped its service only costs one target of the quorum. Alive suits a target that is
 *       known to be a machine without that service
 * </ul>
 */
public final class TcpProbeFactory implements ProbeFactory {

    @Override
    public String type() {
        return "tcp";
    }

    @Override
    public Probe create(Settings settings, ProbeContext context) {
        String target = settings.string("target");
        Optional<InetSocketAddress> parsed = parse(target);
        if (parsed.isEmpty()) {
            settings.problem(
                    "target", "is '" + target + "', not ADDRESS:PORT, such as 9.9.9.9:443 or [2620:fe::fe]:443");
        }
        Refused refused = settings.choice("refused", Refused.class, Refused.DEAD);
        return context.blocking(new TcpProbe(parsed.orElse(new InetSocketAddress(0)), refused, context.ticker()));
    }

    static Optional<InetSocketAddress> parse(String target) {
        return Endpoint.parse(target).flatMap(e -> e.address().map(a -> new InetSocketAddress(a, e.port())));
    }
}
