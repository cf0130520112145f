// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.syslog;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.api.notify.Steps;
import org.ftrouter.notify.Approach;
import org.ftrouter.notify.CheckedTls;
import org.ftrouter.notify.Names;

/**
 * Where messages go: {@code local}, {@code /path/of/socket}, {@code udp://}, {@code tcp://} or {@code tls://HOST[:PORT]}.
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
        TCP,
        TLS;

        /** The usual port: RFC 5426, 6587, 5425. */
        private int port() {
            return this == UDP ? 514 : this == TCP ? 601 : 6514;
        }

        private String scheme() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Reads it; empty if it is none of the five. */
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
        Optional<Kind> kind = Stream.of(Kind.UDP, Kind.TCP, Kind.TLS)
                .filter(k -> k.scheme().equals(url.getScheme()))
                .findFirst();
        boolean plain = url.getHost() != null
                && url.getUserInfo() == null
                && url.getRawQuery() == null
                && url.getRawFragment() == null
                && url.getRawPath().isEmpty();
        if (!plain || url.getPort() == 0 || url.getPort() > 65535) {
            return Optional.empty();
        }
        String host = url.getHost().replaceAll("[\\[\\]]", "");
        return kind.map(k -> new Destination(k, host, url.getPort() > 0 ? url.getPort() : k.port()));
    }

    /** Whether it is a socket of this machine. */
    boolean isLocal() {
        return kind == Kind.LOCAL;
    }

    /** What daemons understand there. */
    Format usualFormat() {
        return kind == Kind.LOCAL ? Format.RFC3164 : Format.RFC5424;
    }

    /** A new way there; nothing is opened yet. The trust is for TLS; empty: the system's. */
    Wire wire(Names names, Duration timeout, Optional<SSLContext> trust) {
        return switch (kind) {
            case LOCAL -> new LocalWire(host, timeout);
            case UDP -> new UdpWire(host, port, names);
            case TCP -> new TcpWire(host, port, names, timeout, Optional.empty());
            case TLS -> new TcpWire(host, port, names, timeout, Optional.of(CheckedTls.trusting(trust, host)));
        };
    }

    /** Walks the way there, for people to see. */
    void approach(Names names, Duration timeout, Optional<SSLContext> trust, Steps steps)
            throws NotifyException, InterruptedException {
        var approach = new Approach(host, port, names, timeout, steps);
        switch (kind) {
            case UDP -> approach.addresses();
            case TCP -> approach.walk(Optional.empty());
            case TLS -> approach.walk(Optional.of(CheckedTls.trusting(trust, host)));
            default -> {} // a socket of this machine
        }
    }

    @Override
    public String toString() {
        String name = host.contains(":") ? "[" + host + "]" : host;
        return kind == Kind.LOCAL ? host : kind.scheme() + "://" + name + ":" + port;
    }
}
