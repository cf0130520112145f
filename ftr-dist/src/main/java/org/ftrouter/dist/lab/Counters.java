// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ftrouter.api.Family;

/**
 * Packets a provider got from its customer.
 *
 * @param seen with a source of the customer's own network, not to the meter's destinations
 * @param foreign by source address, with a source that is not the customer's; the provider dropped them
 */
public record Counters(Map<Flight, Long> seen, Map<String, Long> foreign) {
    private static final String ADDRESS = "([0-9a-f]*[.:][0-9a-f.:]*)";
    private static final Pattern SEEN =
            Pattern.compile(ADDRESS + " \\. " + ADDRESS + " \\. (\\d+) counter packets (\\d+)");
    private static final Pattern FOREIGN = Pattern.compile(ADDRESS + " counter packets (\\d+)");

    /**
     * Where packets came from, went to, and what they were.
     *
     * @param protocol of IP: 1 is ICMP, 6 TCP, 17 UDP, 58 ICMPv6
     */
    public record Flight(String source, String target, int protocol) {}

    /** Copies the maps. */
    public Counters {
        seen = Map.copyOf(seen);
        foreign = Map.copyOf(foreign);
    }

    /** Reads what {@code nft list set} prints, of one family or of several one after the other. */
    static Counters parse(String seenSet, String foreignSet) {
        var seen = new HashMap<Flight, Long>();
        Matcher entry = SEEN.matcher(seenSet);
        while (entry.find()) {
            var flight = new Flight(entry.group(1), entry.group(2), Integer.parseInt(entry.group(3)));
            seen.put(flight, Long.valueOf(entry.group(4)));
        }
        var foreign = new HashMap<String, Long>();
        Matcher other = FOREIGN.matcher(foreignSet);
        while (other.find()) {
            foreign.put(other.group(1), Long.valueOf(other.group(2)));
        }
        return new Counters(seen, foreign);
    }

    /** Packets to the lab's probe targets: the daemon's probes, as nobody else asks these. */
    public long probes() {
        return probes(Family.IPV4) + probes(Family.IPV6);
    }

    /** The same of one family. */
    public long probes(Family family) {
        return packets(flight -> Addresses.targets(family).contains(flight.target()));
    }

    /** Packets to one address. */
    public long to(String target) {
        return packets(flight -> flight.target().equals(target));
    }

    /** Packets whose way fulfils a condition. */
    public long packets(Predicate<Flight> condition) {
        return seen.entrySet().stream()
                .filter(entry -> condition.test(entry.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Packets with a source that is not the customer's, from all such sources. */
    public long foreignPackets() {
        return foreign.values().stream().mapToLong(Long::longValue).sum();
    }

    /** What came since an earlier count. */
    public Counters since(Counters earlier) {
        return new Counters(difference(seen, earlier.seen), difference(foreign, earlier.foreign));
    }

    private static <K> Map<K, Long> difference(Map<K, Long> now, Map<K, Long> before) {
        var grown = new HashMap<K, Long>();
        now.forEach((key, count) -> {
            long more = count - before.getOrDefault(key, 0L);
            if (more != 0) {
                grown.put(key, more);
            }
        });
        return grown;
    }
}
