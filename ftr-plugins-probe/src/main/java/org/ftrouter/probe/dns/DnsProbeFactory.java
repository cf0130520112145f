// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.dns;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.ftrouter.api.Settings;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeContext;
import org.ftrouter.api.probe.ProbeFactory;
import org.ftrouter.probe.Endpoint;

/**
 * Probes that ask a DNS server. Keys:
 *
 * <ul>
 *   <li>{@code target}: {@code ADDRESS} or {@code ADDRESS:PORT} of the server, an IPv6 address in brackets if with a port
 *   <li>{@code name}, {@code record}: the question; by default the name servers of the root ({@code "."}, {@code NS}),
 *       which every resolver knows and which are nobody's own. A name without {@code record} is asked for {@code A}
 *   <li>{@code expect}: {@code any} (default): success with at least one record of that type; {@code nxdomain}: that
 *       there is no such name; or addresses, one of which must be in the answer. A captive portal answers every
 *       question with its own address: the last two tell that
 *   <li>{@code transport}: {@code udp} (default; a cut answer is fetched by TCP) or {@code tcp}
 * </ul>
 */
public final class DnsProbeFactory implements ProbeFactory {
    private static final int PORT = 53;

    @Override
    public String type() {
        return "dns";
    }

    @Override
    public Probe create(Settings settings, ProbeContext context) {
        String target = settings.string("target");
        Optional<Endpoint> server =
                Endpoint.parse(target, PORT).filter(e -> e.address().isPresent());
        if (server.isEmpty()) {
            settings.problem(
                    "target",
                    "is '" + target + "', not the numeric address of a DNS server, such as 9.9.9.9, 9.9.9.9:53 or"
                            + " [2620:fe::fe]:53");
        }
        Transport transport = settings.choice("transport", Transport.class, Transport.UDP);
        String name = settings.string("name", ".");
        String type = settings.string("record", settings.has("name") ? "A" : "NS");
        List<String> expected = settings.has("expect") ? settings.strings("expect") : List.of("any");
        InetSocketAddress address = server.map(
                        s -> new InetSocketAddress(s.address().orElseThrow(), s.port()))
                .orElse(new InetSocketAddress(0));
        return context.blocking(
                new DnsProbe(address, transport, DnsQuestion.of(settings, name, type, expected), context.ticker()));
    }
}
