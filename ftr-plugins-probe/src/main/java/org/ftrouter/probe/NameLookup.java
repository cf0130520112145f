// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe;

import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Looks names up through a path, each time anew: an old answer would hide that DNS is dead. */
final class NameLookup {
    private static final int DNS_PORT = 53;

    private NameLookup() {}

    /** The addresses of a host in the path's family, from the first resolver of that family that knows some. */
    static List<InetAddress> addresses(Path path, String host, List<InetAddress> resolvers, Deadline deadline)
            throws IOException {
        List<InetAddress> usable =
                resolvers.stream().filter(r -> Family.of(r) == path.family()).toList();
        IOException failure = new UnknownHostException("no resolver of " + path.family());
        for (int i = 0; i < usable.size(); i++) {
            try {
                var client = new DnsClient(path, new InetSocketAddress(usable.get(i), DNS_PORT));
                Deadline share = deadline.part(usable.size() - i + 1); // one part is for what the name is wanted for
                return addresses(client.ask(question(host, path.family()), share), host);
            } catch (BindException e) {
                throw e; // our own side; no other resolver would help
            } catch (IOException e) {
                failure = e;
            }
        }
        var unknown = new UnknownHostException("cannot look up " + host + ": " + failure.getMessage());
        unknown.initCause(failure);
        throw unknown;
    }

    private static Record question(String host, Family family) throws TextParseException {
        Name name = Name.fromString(host, Name.root);
        return Record.newRecord(name, family == Family.IPV4 ? Type.A : Type.AAAA, DClass.IN);
    }

    private static List<InetAddress> addresses(Message response, String host) throws UnknownHostException {
        var found = new ArrayList<InetAddress>();
        for (Record record : response.getSection(Section.ANSWER)) {
            if (record instanceof ARecord a) {
                found.add(a.getAddress());
            } else if (record instanceof AAAARecord aaaa) {
                found.add(aaaa.getAddress());
            }
        }
        if (found.isEmpty()) {
            throw new UnknownHostException(
                    "the answer for " + host + " is " + Rcode.string(response.getRcode()) + " without an address");
        }
        List<InetAddress> reachable =
                found.stream().filter(NameLookup::canBeReached).toList();
        if (reachable.isEmpty()) {
            throw new UnknownHostException("the answer for " + host + " is "
                    + found.get(0).getHostAddress() + ", where no host can be: a captive portal, or a filter?");
        }
        return reachable;
    }

    /** Filters answer with such addresses. That our own kernel refuses them would look like a fault of our side. */
    private static boolean canBeReached(InetAddress address) {
        boolean reserved = address instanceof Inet4Address && Byte.toUnsignedInt(address.getAddress()[0]) >= 240;
        return !reserved
                && !address.isAnyLocalAddress()
                && !address.isLoopbackAddress()
                && !address.isLinkLocalAddress()
                && !address.isMulticastAddress();
    }
}
