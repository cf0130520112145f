// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ftrouter.api.Family;

/** Reads an uplink's {@code address} and {@code gateway}: one each, or a list with one of each family. */
final class AddressReader {
    private final HoconSettings uplink;
    private final Map<Family, Integer> prefixes = new HashMap<>();

    AddressReader(HoconSettings uplink) {
        this.uplink = uplink;
    }

    /** The source addresses; a prefix length is checked and dropped. */
    List<InetAddress> addresses() {
        var addresses = new ArrayList<InetAddress>();
        for (String text : uplink.strings("address")) {
            address(text).filter(a -> isFirst("address", a, addresses)).ifPresent(addresses::add);
        }
        return addresses;
    }

    private Optional<InetAddress> address(String text) {
        int slash = text.indexOf('/');
        String bare = slash < 0 ? text : text.substring(0, slash);
        Optional<InetAddress> address = plain("address", bare);
        if (address.isPresent() && address.get().isLinkLocalAddress() && Family.of(address.get()) == Family.IPV6) {
            uplink.wrong("address", bare, "a link-local address, which no one else can answer", "C408", "");
            return Optional.empty();
        }
        if (address.isPresent() && slash >= 0) {
            prefix(address.get(), text.substring(slash + 1));
        }
        return address;
    }

    private void prefix(InetAddress address, String written) {
        int bits = Family.of(address).bits();
        long length = Numbers.parse(written).orElse(-1L);
        if (length < 1 || length > bits) {
            uplink.wrong(
                    "address",
                    address.getHostAddress() + "/" + written,
                    "the prefix length is 1 to " + bits,
                    "C206",
                    "");
            return;
        }
        prefixes.put(Family.of(address), (int) length);
        if (bits == 32 && length < 31) {
            int host = java.nio.ByteBuffer.wrap(address.getAddress()).getInt() << length;
            if (host == 0 || host == -1 << length) {
                String what = host == 0 ? "the number of the network itself" : "the network's broadcast address";
                uplink.wrong("address", address.getHostAddress() + "/" + length, what, "C408", "");
            }
        }
    }

    /** The gateways, checked against the addresses. */
    List<InetAddress> gateways(List<InetAddress> own) {
        var gateways = new ArrayList<InetAddress>();
        for (String text : uplink.strings("gateway")) {
            plain("gateway", text)
                    .filter(g -> isFirst("gateway", g, gateways) && suits(g, own))
                    .ifPresent(gateways::add);
        }
        return gateways;
    }

    private boolean suits(InetAddress gateway, List<InetAddress> own) {
        Family family = Family.of(gateway);
        String named = "'" + uplink.named("gateway") + "'";
        if (own.contains(gateway)) {
            uplink.error("gateway", "C407", named + " is the uplink's own address", "write the provider's router");
            return false;
        }
        Optional<InetAddress> address =
                own.stream().filter(a -> Family.of(a) == family).findFirst();
        if (address.isEmpty() && !own.isEmpty()) {
            uplink.error("gateway", "C407", named + " is " + family + ", but 'address' has no such address", "");
            return false;
        }
        Integer prefix = prefixes.get(family);
        if (address.isPresent()
                && prefix != null
                && !gateway.isLinkLocalAddress()
                && !Addresses.sameNetwork(gateway, address.get(), prefix)) {
            String text = named + " is outside the network of 'address' (/" + prefix + ")";
            uplink.warning("gateway", "C407", text, "right only if the provider says so");
        }
        return true;
    }

    private Optional<InetAddress> plain(String key, String text) {
        Optional<InetAddress> address = Addresses.parse(text);
        if (address.isEmpty()) {
            uplink.wrong(key, text, "allowed is a numeric IPv4 or IPv6 address", "C206", "");
            return address;
        }
        Optional<String> unusable = Addresses.unusable(address.get());
        unusable.ifPresent(why -> uplink.wrong(key, text, why, "C408", ""));
        return unusable.isPresent() ? Optional.empty() : address;
    }

    private boolean isFirst(String key, InetAddress address, List<InetAddress> before) {
        boolean first = before.stream().noneMatch(b -> Family.of(b) == Family.of(address));
        if (!first) {
            String text = "'" + uplink.named(key) + "' has two " + Family.of(address) + " addresses, allowed is one";
            uplink.error(key, "C407", text, "write a second uplink for the other");
        }
        return first;
    }
}
