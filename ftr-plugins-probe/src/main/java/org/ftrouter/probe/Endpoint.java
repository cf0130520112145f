// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host and a port, as written in a target: {@code 9.9.9.9:443}, {@code [2620:fe::fe]:443}, {@code www.example.org:443}.
 *
 * @param host the name, or the address as written, without brackets
 * @param address the address, empty if the host is a name
 * @param port 1 to 65535
 */
public record Endpoint(String host, Optional<InetAddress> address, int port) {
    private static final String BYTE = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern IPV4 = Pattern.compile(BYTE + "(?:\\." + BYTE + "){3}");
    private static final Pattern IPV6 =
            Pattern.compile("[0-9a-fA-F]*:[0-9a-fA-F:]*:[0-9a-fA-F:]*(?:\\d+(?:\\.\\d+){3})?");
    private static final String LABEL = "[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?";
    private static final Pattern NAME = Pattern.compile("(?=.{1,253}$)(?:" + LABEL + "\\.)*(?!\\d+$)" + LABEL);
    private static final Pattern WITH_PORT = Pattern.compile("(?:\\[([^\\]]+)]|([^:\\[\\]]+)):(\\d{1,5})");
    private static final Pattern BRACKETS = Pattern.compile("\\[([^\\]]+)]");

    /** Reads a target that must name its port. */
    public static Optional<Endpoint> parse(String text) {
        Matcher matcher = WITH_PORT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        boolean bracketed = matcher.group(1) != null;
        return of(bracketed ? matcher.group(1) : matcher.group(2), Integer.parseInt(matcher.group(3)))
                .filter(e -> bracketed == e.host.contains(":"));
    }

    /** Reads a target that may do without a port; an IPv6 address then also without brackets. */
    public static Optional<Endpoint> parse(String text, int usualPort) {
        Matcher brackets = BRACKETS.matcher(text);
        return parse(text)
                .or(() -> brackets.matches()
                        ? of(brackets.group(1), usualPort).filter(e -> e.host.contains(":"))
                        : of(text, usualPort));
    }

    /** Of a host, which is an address without brackets or a name, and a port; empty if either cannot be one. */
    public static Optional<Endpoint> of(String host, int port) {
        Optional<InetAddress> address = address(host);
        boolean sound = port >= 1 && port <= 65_535;
        return sound && (address.isPresent() || NAME.matcher(host).matches())
                ? Optional.of(new Endpoint(host, address, port))
                : Optional.empty();
    }

    /** A numeric address of one host; no name is ever looked up. */
    public static Optional<InetAddress> address(String text) {
        if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text))
                    .filter(a -> !a.isMulticastAddress() && !a.isAnyLocalAddress());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** As in a URL: with brackets, if it is an IPv6 address. */
    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
