// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.Settings;
import org.ftrouter.linux.LinuxSocket;
import org.ftrouter.linux.TcpSocket;

/** Connects to an endpoint through a path; if it is a name, looks that up through the same path first. */
public final class Dialer {
    /** Of a name's addresses no more are tried. */
    private static final int MOST_ADDRESSES = 3;

    private static final List<String> USUAL_RESOLVERS =
            List.of("9.9.9.9", "8.8.8.8", "2620:fe::fe", "2001:4860:4860::8888");

    private final Endpoint endpoint;
    private final List<InetAddress> resolvers;

    /** Resolvers are needed for a name only. */
    public Dialer(Endpoint endpoint, List<InetAddress> resolvers) {
        this.endpoint = endpoint;
        this.resolvers = List.copyOf(resolvers);
    }

    /** The key {@code resolver}: numeric addresses of DNS servers, well-known public ones if it is missing. */
    public static List<InetAddress> resolvers(Settings settings, Endpoint endpoint) {
        boolean given = settings.has("resolver");
        if (given && endpoint.address().isPresent()) {
            settings.problem("resolver", "is not needed: " + endpoint.host() + " is an address");
        }
        var addresses = new ArrayList<InetAddress>();
        for (String text : given ? settings.strings("resolver") : USUAL_RESOLVERS) {
            Optional<InetAddress> address = Endpoint.address(text);
            address.ifPresent(addresses::add);
            if (address.isEmpty()) {
                settings.problem("resolver", "is '" + text + "', not the numeric address of a DNS server");
            }
        }
        if (addresses.isEmpty()) {
            settings.problem("resolver", "is empty; name a DNS server, such as 9.9.9.9");
        }
        return addresses;
    }

    /** Whether it can be reached, and looked up, through paths of the family. */
    public boolean reaches(Family family) {
        return endpoint.address()
                .map(a -> Family.of(a) == family)
                .orElseGet(() -> resolvers.stream().anyMatch(r -> Family.of(r) == family));
    }

    /** A connection. Closing it is all that is needed at the end; the descriptor is nowhere else. */
    public Socket dial(Path path, Deadline deadline) throws IOException {
        List<InetAddress> addresses = endpoint.address().isPresent()
                ? List.of(endpoint.address().get())
                : NameLookup.addresses(path, endpoint.host(), resolvers, deadline);
        IOException failure = new UnknownHostException(endpoint.host());
        int count = Math.min(MOST_ADDRESSES, addresses.size());
        for (int i = 0; i < count; i++) {
            try {
                var peer = new InetSocketAddress(addresses.get(i), endpoint.port());
                return connect(path, peer, deadline, deadline.part(count - i));
            } catch (BindException e) {
                throw e; // our own side; no other address would help
            } catch (IOException e) {
                failure = e;
            }
        }
        throw failure;
    }

    private static Socket connect(Path path, InetSocketAddress peer, Deadline deadline, Deadline share)
            throws IOException {
        TcpSocket socket = LinuxSocket.tcp(path);
        try {
            socket.connect(peer, share.left());
            return socket.stream(peer, deadline::left);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }
}
