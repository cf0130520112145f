// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.syslog;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;

/**
 * Where messages go: {@code local}, {@code /path/of/socket}, {@code udp://HOST[:PORT]}, {@code tcp://HOST[:PORT]}.
 *
 * @param kind how to get there
 * @param host name, address, or the path of a local socket
 * @param port 0 for a local socket
 */
record Destination(Kind kind, String host, int port) {
    static final Destination LOCAL = new Destination(Kind.LOCAL, "/dev/log", 0);

    enum Kind {
        LOCAL,
        UDP,
        TCP
    }

    /** Reads it; empty if it is none of the four. */
    static Optional<Destination> parse(String text) {
        if (text.equals("local")) {
            return Optional.of(LOCAL);
        }
        if (text.startsWith("/")) {
            return Optional.of(new Destination(Kind.LOCAL, text, 0));
        }
        try {
            return ofUrl(new URI(text));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static Optional<Destination> ofUrl(URI url) {
        boolean udp = "udp".equals(url.getScheme());
        boolean plain = url.getHost() != null
                && url.getUserInfo() == null
                && url.getRawQuery() == null
                && url.getRawFragment() == null
                && url.getRawPath().isEmpty();
        if (!plain || (!udp && !"tcp".equals(url.getScheme())) || url.getPort() == 0 || url.getPort() > 65535) {
            return Optional.empty();
        }
        int port = url.getPort() > 0 ? url.getPort() : udp ? 514 : 601;
        String host = url.getHost().replaceAll("[\\[\\]]", "");
        return Optional.of(new Destination(udp ? Kind.UDP : Kind.TCP, host, port));
    }

    /** What daemons understand there. */
    Format usualFormat() {
        return kind == Kind.LOCAL ? Format.RFC3164 : Format.RFC5424;
    }

    /** A new way there; nothing is opened yet. */
    Wire wire(Duration timeout) {
        return switch (kind) {
            case LOCAL -> new LocalWire(host);
            case UDP -> new UdpWire(host, port);
            case TCP -> new TcpWire(host, port, timeout);
        };
    }

    @Override
    public String toString() {
        String name = host.contains(":") ? "[" + host + "]" : host;
        return kind == Kind.LOCAL ? host : (kind == Kind.UDP ? "udp://" : "tcp://") + name + ":" + port;
    }
}
