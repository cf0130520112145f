// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.tcp;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ftrouter.api.Settings;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeContext;
import org.ftrouter.api.probe.ProbeFactory;

/**
 * Probes that open a TCP connection and close it. {@code target} is {@code ADDRESS:PORT}, an IPv6 address in brackets; a
 * name would need the uplinks it is to test.
 */
public final class TcpProbeFactory implements ProbeFactory {
    private static final Pattern TARGET = Pattern.compile("(?:(\\d+(?:\\.\\d+){3})|\\[([0-9a-fA-F:.]+)]):(\\d{1,5})");

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
        return context.blocking(new TcpProbe(parsed.orElse(new InetSocketAddress(0)), context.ticker()));
    }

    static Optional<InetSocketAddress> parse(String target) {
        Matcher matcher = TARGET.matcher(target);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String host = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
        int port = Integer.parseInt(matcher.group(3));
        try {
            InetAddress address = InetAddress.getByName(host);
            return port < 1 || port > 65_535 ? Optional.empty() : Optional.of(new InetSocketAddress(address, port));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
