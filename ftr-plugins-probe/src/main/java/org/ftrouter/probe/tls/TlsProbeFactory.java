// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.tls;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.ftrouter.api.Settings;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeContext;
import org.ftrouter.api.probe.ProbeFactory;
import org.ftrouter.probe.Dialer;
import org.ftrouter.probe.Endpoint;
import org.ftrouter.probe.Trust;

/**
 * Probes that shake hands by TLS. No one between us and the target can do that in its name, so a captive portal cannot
 * pass for it. Keys:
 *
 * <ul>
 *   <li>{@code target}: {@code HOST:PORT}, an IPv6 address in brackets
 *   <li>{@code server-name}: the name the certificate must bear, if HOST is an address whose certificate bears a name
 *   <li>{@code valid-for}: how much longer the certificate must be valid ({@code 0s}; {@code 7d} for seven days)
 *   <li>{@code resolver}: numeric addresses of the DNS servers that are asked for HOST, through the same uplink
 *       (well-known public ones if it is missing); an address instead of a name needs none
 *   <li>{@code ca-file}: a PEM file of the authorities believed, instead of those that Java knows
 * </ul>
 *
 * <p>The first such probe costs the daemon 12 to 18 MB of memory. Certificates need a clock that is set.
 */
public final class TlsProbeFactory implements ProbeFactory {
    private static final Duration MOST = Duration.ofDays(3650);

    @Override
    public String type() {
        return "tls";
    }

    @Override
    public Probe create(Settings settings, ProbeContext context) {
        String target = settings.string("target");
        Optional<Endpoint> parsed = Endpoint.parse(target);
        if (parsed.isEmpty()) {
            settings.problem(
                    "target", "is '" + target + "', not HOST:PORT, such as www.example.org:443 or 1.1.1.1:853");
        }
        Endpoint endpoint =
                parsed.orElseGet(() -> Endpoint.parse("127.0.0.1:443").orElseThrow());
        String name = settings.string("server-name", endpoint.host());
        if (Endpoint.of(name, endpoint.port()).isEmpty()) {
            settings.problem("server-name", "is '" + name + "', not the name of a host");
        }
        Duration validFor = settings.duration("valid-for", Duration.ZERO, Duration.ZERO, MOST);
        var dialer = new Dialer(endpoint, Dialer.resolvers(settings, endpoint));
        return context.blocking(new TlsProbe(
                new Server(name, endpoint.port(), validFor),
                dialer,
                Trust.read(settings),
                context.ticker(),
                Clock.systemUTC()));
    }
}
