// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ftrouter.api.route.Downlinks;
import org.ftrouter.api.route.PinMatch;
import org.ftrouter.api.route.Ports;
import org.ftrouter.api.route.Prefix;
import org.ftrouter.linux.Users;

/** Reads the conditions of a pin. */
final class PinMatchReader {
    private static final Map<String, List<Integer>> PROTOCOLS = Map.of(
            "tcp", List.of(6),
            "udp", List.of(17),
            "icmp", List.of(PinMatch.ICMP, PinMatch.ICMPV6),
            "sctp", List.of(132),
            "udplite", List.of(136),
            "gre", List.of(47),
            "esp", List.of(50),
            "ah", List.of(51));
    private static final Set<Integer> WITH_PORTS = Set.of(6, 17, 132, 136);
    private static final Pattern CGROUP = Pattern.compile("[A-Za-z0-9_@:.\\\\-]+(/[A-Za-z0-9_@:.\\\\-]+)*");
    private static final Pattern USER = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,31}\\$?");

    private final HoconSettings pin;
    private final Downlinks downlinks;

    PinMatchReader(HoconSettings pin, Downlinks downlinks) {
        this.pin = pin;
        this.downlinks = downlinks;
    }

    PinMatch read() {
        List<Ports> sourcePorts = ports("from-ports");
        List<Ports> destinationPorts = ports("to-ports");
        boolean ports = !sourcePorts.isEmpty() || !destinationPorts.isEmpty();
        var match = new PinMatch(
                prefixes("from"),
                prefixes("to"),
                protocols(ports),
                sourcePorts,
                destinationPorts,
                device(),
                dscp(),
                user(),
                cgroup());
        if (match.device().isPresent() && match.ofThisMachine()) {
            String text = "'" + pin.path() + "' asks for an interface and for a program of this machine";
            pin.error("interface", "C420", text, "no connection is both: write two pins");
        }
        if (match.families().isEmpty()) {
            String text = "'" + pin.path() + "' can match nothing: its conditions belong to different families";
            pin.error(pin.has("to") ? "to" : "from", "C420", text, "write two pins, one for IPv4, one for IPv6");
        }
        return match;
    }

    private List<Prefix> prefixes(String key) {
        var prefixes = new ArrayList<Prefix>();
        for (String text : pin.strings(key)) {
            prefix(key, text).ifPresent(prefixes::add);
        }
        if (pin.has(key) && pin.strings(key).isEmpty()) {
            pin.error(key, "C420", "'" + pin.named(key) + "' is empty", "leave it out if any address will do");
        }
        return prefixes.stream()
                .distinct()
                .filter(p -> prefixes.stream().noneMatch(other -> !other.equals(p) && other.contains(p)))
                .toList();
    }

    private Optional<Prefix> prefix(String key, String text) {
        int slash = text.indexOf('/');
        Optional<InetAddress> address = Addresses.parse(slash < 0 ? text : text.substring(0, slash));
        int bits = address.map(a -> a.getAddress().length * 8).orElse(0);
        long length =
                slash < 0 ? bits : Numbers.parse(text.substring(slash + 1)).orElse(-1L);
        if (address.isEmpty() || length < 0 || length > bits) {
            String allowed = "allowed is an IPv4 or IPv6 address or network, such as 10.9.0.0/24";
            pin.wrong(key, text, allowed, "C206", "");
            return Optional.empty();
        }
        InetAddress lowest = lowest(address.get(), (int) length);
        if (!lowest.equals(address.get())) {
            String network = lowest.getHostAddress() + "/" + length;
            pin.wrong(key, text, "which is an address in " + network, "C206", "write that, or the address alone");
            return Optional.empty();
        }
        return Optional.of(new Prefix(lowest, (int) length));
    }

    private static InetAddress lowest(InetAddress address, int length) {
        byte[] bytes = address.getAddress();
        for (int bit = length; bit < bytes.length * 8; bit++) {
            bytes[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ports without a protocol are those of TCP and UDP. */
    private List<Integer> protocols(boolean ports) {
        var numbers = new ArrayList<Integer>();
        for (String text : pin.strings("protocol")) {
            List<Integer> known = PROTOCOLS.getOrDefault(text, List.of());
            long number = Numbers.parse(text).orElse(0L);
            if (known.isEmpty() && (number < 1 || number > 255)) {
                List<String> words = PROTOCOLS.keySet().stream().sorted().toList();
                String allowed = "allowed: " + String.join(", ", words) + ", or a number from 1 to 255";
                pin.wrong("protocol", text, allowed, "C201", Suggestion.hint(text, words));
            } else {
                numbers.addAll(known.isEmpty() ? List.of((int) number) : known);
            }
        }
        if (ports && numbers.isEmpty()) {
            return List.of(6, 17);
        }
        if (ports && !WITH_PORTS.containsAll(numbers)) {
            String text = "'" + pin.named("protocol") + "' has a protocol without ports, but there are ports to match";
            pin.error("protocol", "C420", text, "write two pins");
        }
        return numbers.stream().distinct().toList();
    }

    private List<Ports> ports(String key) {
        var ports = new ArrayList<Ports>();
        for (String text : pin.strings(key)) {
            int dash = text.indexOf('-', 1);
            long first =
                    Numbers.parse(dash < 0 ? text : text.substring(0, dash)).orElse(0L);
            long last =
                    dash < 0 ? first : Numbers.parse(text.substring(dash + 1)).orElse(0L);
            if (first < 1 || last < first || last > 65535) {
                String allowed = "allowed is a port from 1 to 65535, or a range such as 5060-5070";
                pin.wrong(key, text, allowed, "C202", "");
            } else {
                ports.add(new Ports((int) first, (int) last));
            }
        }
        return merged(ports);
    }

    /** In order, those that meet as one: tools refuse lists in which something stands twice. */
    private static List<Ports> merged(List<Ports> ports) {
        var merged = new ArrayList<Ports>();
        for (Ports next :
                ports.stream().sorted(Comparator.comparing(Ports::first)).toList()) {
            Ports last = merged.isEmpty() ? next : merged.get(merged.size() - 1);
            if (!merged.isEmpty() && next.first() <= last.last() + 1) {
                merged.set(merged.size() - 1, new Ports(last.first(), Math.max(last.last(), next.last())));
            } else {
                merged.add(next);
            }
        }
        return merged;
    }

    private Optional<String> device() {
        if (!pin.has("interface")) {
            return Optional.empty();
        }
        String device = pin.string("interface");
        if (!downlinks.all().contains(device)) {
            String text = "'" + pin.named("interface") + "' is '" + Shown.safe(device) + "', which is no downlink";
            String hint = Suggestion.of(device, downlinks.all())
                    .map(word -> "did you mean '" + word + "'?")
                    .orElse("name it in 'downlinks', too");
            pin.error("interface", device, "C420", text, hint);
            return Optional.empty();
        }
        return Optional.of(device);
    }

    private OptionalInt dscp() {
        if (!pin.has("dscp")) {
            return OptionalInt.empty();
        }
        String text = pin.string("dscp");
        OptionalInt value = Dscp.parse(text);
        if (value.isEmpty()) {
            String allowed = "allowed is a number from 0 to 63, or a name such as ef, af41, cs5";
            pin.wrong("dscp", text, allowed, "C202", "");
        }
        return value;
    }

    private OptionalLong user() {
        if (!pin.has("user")) {
            return OptionalLong.empty();
        }
        String text = pin.string("user");
        Optional<Long> number = Numbers.parse(text).filter(n -> n >= 0 && n < 0xffff_ffffL);
        OptionalLong user = number.map(OptionalLong::of)
                .orElseGet(() -> USER.matcher(text).matches() ? Users.numberOf(text) : OptionalLong.empty());
        if (user.isEmpty()) {
            pin.wrong("user", text, "which is no user of this machine", "C420", "write a name or a number of one");
        }
        return user;
    }

    private Optional<String> cgroup() {
        if (!pin.has("cgroup")) {
            return Optional.empty();
        }
        String text = pin.string("cgroup");
        String path = text.startsWith("/") ? text.substring(1) : text;
        boolean climbs =
                Stream.of(path.split("/", -1)).collect(Collectors.toSet()).contains("..");
        if (!CGROUP.matcher(path).matches() || climbs || path.length() > 400) {
            String allowed = "allowed is the path of a control group, such as backup.slice";
            pin.wrong("cgroup", text, allowed, "C420", "");
            return Optional.empty();
        }
        return Optional.of(path);
    }
}
