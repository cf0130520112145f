// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.Settings;
import org.ftrouter.api.Uplink;
import org.ftrouter.linux.LinuxSocket;
import org.ftrouter.linux.NetlinkSocket;
import org.ftrouter.linux.NetworkState;
import org.ftrouter.linux.UdpSocket;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Which way out: the routes decide, or it is an uplink that {@code via} names, whatever its health. What the kernel knows of
 * that uplink is looked at each time, for its address may come and go. Safe for all threads.
 */
public final class Via {
    /** The routes decide. */
    public static final Via ROUTES = new Via(Optional.empty(), List.of());

    private static final List<String> USUAL_RESOLVERS =
            List.of("9.9.9.9", "8.8.8.8", "2620:fe::fe", "2001:4860:4860::8888");
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int DNS_PORT = 53;
    private static final int MOST_STRANGE = 10;

    private final Optional<Uplink> uplink;
    private final List<InetAddress> resolvers;

    private Via(Optional<Uplink> uplink, List<InetAddress> resolvers) {
        this.uplink = uplink;
        this.resolvers = resolvers;
    }

    /**
     * Reads {@code via}, the name of an uplink, and {@code resolver}, numeric addresses of DNS servers that are asked through
     * it (well-known public ones if it is missing).
     */
    public static Via read(Settings settings) {
        Optional<Uplink> uplink = settings.uplink("via");
        if (settings.has("resolver") && !settings.has("via")) {
            settings.problem("resolver", "is of use with via only: add via = UPLINK, or remove it");
        }
        var resolvers = new ArrayList<InetAddress>();
        for (String text : settings.has("resolver") ? settings.strings("resolver") : USUAL_RESOLVERS) {
            try {
                if (!text.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
                    throw new UnknownHostException();
                }
                resolvers.add(InetAddress.getByName(text));
            } catch (UnknownHostException e) {
                settings.problem("resolver", "is '" + text + "', not the numeric address of a DNS server");
            }
        }
        return uplink.isEmpty() ? ROUTES : new Via(uplink, resolvers);
    }

    /** Whether it is an uplink. */
    public boolean isUplink() {
        return uplink.isPresent();
    }

    /**
     * The uplink's path towards an address.
     *
     * @throws IOException if it has no address of that family just now
     */
    public Path towards(InetAddress peer) throws IOException {
        Family family = Family.of(peer);
        return paths().stream()
                .filter(p -> p.family() == family)
                .findFirst()
                .orElseThrow(() -> new IOException("uplink " + this + " has no " + family + " address now"));
    }

    private List<Path> paths() throws IOException {
        Uplink mine = uplink.orElseThrow();
        var paths = new ArrayList<Path>();
        try (NetlinkSocket socket = NetlinkSocket.open()) {
            NetworkState now = NetworkState.read(socket, 0);
            for (Family family : Family.values()) {
                if (mine.families().contains(family)) {
                    now.path(mine, family)
                            .source()
                            .ifPresent(source -> paths.add(new Path(mine, family, source, Optional.empty())));
                }
            }
        }
        return paths;
    }

    /**
     * Looks up a name, through the uplink first; what nobody there knows is asked of the system's resolver, for it may be a
     * name of our own.
     */
    InetAddress[] addresses(String host) throws UnknownHostException {
        if (uplink.isPresent()) {
            try {
                for (Path path : paths()) {
                    for (InetAddress resolver : resolvers) {
                        List<InetAddress> found = ask(path, resolver, host);
                        if (!found.isEmpty()) {
                            return found.toArray(InetAddress[]::new);
                        }
                    }
                }
            } catch (IOException e) {
                System.getLogger("plugin").log(System.Logger.Level.DEBUG, "{0} through {1}: {2}", host, this, e);
            }
        }
        return InetAddress.getAllByName(host);
    }

    /** Empty if the resolver is of another family, does not answer, or does not know. */
    private static List<InetAddress> ask(Path path, InetAddress resolver, String host) throws IOException {
        if (Family.of(resolver) != path.family()) {
            return List.of();
        }
        Name name = Name.fromString(host, Name.root);
        int type = path.family() == Family.IPV4 ? Type.A : Type.AAAA;
        Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
        try (UdpSocket socket = LinuxSocket.udp(path)) {
            socket.connect(new InetSocketAddress(resolver, DNS_PORT));
            socket.send(query.toWire());
            for (int i = 0; i < MOST_STRANGE; i++) {
                Optional<Message> answer = answer(socket.receive(PATIENCE), query);
                if (answer.isPresent()) {
                    return addresses(answer.get());
                }
            }
            return List.of();
        } catch (IOException e) {
            return List.of(); // the next one may answer
        }
    }

    /** Foreign bytes must not harm, whatever the decoder makes of them. */
    private static Optional<Message> answer(byte[] bytes, Message query) {
        try {
            var message = new Message(bytes);
            boolean ours = message.getHeader().getID() == query.getHeader().getID()
                    && query.getQuestion().equals(message.getQuestion());
            return ours ? Optional.of(message) : Optional.empty();
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static List<InetAddress> addresses(Message answer) {
        var found = new ArrayList<InetAddress>();
        for (Record record : answer.getSection(Section.ANSWER)) {
            if (record instanceof ARecord a) {
                found.add(a.getAddress());
            } else if (record instanceof AAAARecord aaaa) {
                found.add(aaaa.getAddress());
            }
        }
        return found;
    }

    /** Its name; {@code ""} if the routes decide. */
    @Override
    public String toString() {
        return uplink.map(Uplink::name).orElse("");
    }
}
