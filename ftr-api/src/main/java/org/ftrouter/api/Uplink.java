// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One way to the internet, as configured. What the kernel knows of it at the moment is in its {@link Path}s.
 *
 * @param name the administrator's name for it
 * @param device the network interface, which need not exist yet
 * @param description free text for people, may be empty
 * @param families the families to be probed and routed
 * @param addresses the configured source addresses, at most one a family; a family without one learns it from the kernel
 * @param gateways the configured gateways, at most one a family; a family without one learns it from the kernel
 * @param weight share of new connections within its priority group, 1 to 256
 * @param priority group number, the lowest group with a usable member carries new connections; empty: incoming and
 *     pinned connections only
 * @param table number of its own routing table
 * @param mark connection mark of what belongs to it, within the plan's mask
 * @param probeMark packet mark of the probes that test it, within the plan's mask
 * @param nat what becomes of the source addresses of what leaves through it
 * @param prefixes the prefixes of {@link Nat#NPT}; empty with any other
 */
public record Uplink(
        String name,
        String device,
        String description,
        Set<Family> families,
        List<InetAddress> addresses,
        List<InetAddress> gateways,
        int weight,
        OptionalInt priority,
        int table,
        int mark,
        int probeMark,
        Nat nat,
        Optional<PrefixTranslation> prefixes) {

    /** What an uplink may be called: safe in file names, chain names, mail headers and on a command line. */
    public static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,30}");

    /** What an interface may be called: up to 15 characters (IFNAMSIZ less the zero), none that any tool could misread. */
    public static final Pattern DEVICE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.:@-]{0,14}");

    /** Checks and copies. */
    public Uplink {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("uplink name '" + name + "' does not match " + NAME);
        }
        if (!DEVICE.matcher(device).matches()) {
            throw new IllegalArgumentException("interface name '" + device + "' does not match " + DEVICE);
        }
        if (weight < 1 || weight > 256) {
            throw new IllegalArgumentException("weight " + weight + " is not in 1..256");
        }
        if ((nat == Nat.NPT) != prefixes.isPresent()) {
            throw new IllegalArgumentException("nat " + nat + " with prefixes " + prefixes);
        }
        families = Set.copyOf(families);
        addresses = List.copyOf(addresses);
        gateways = List.copyOf(gateways);
    }

    /** One whose addresses are translated as usual. */
    public Uplink(
            String name,
            String device,
            String description,
            Set<Family> families,
            List<InetAddress> addresses,
            List<InetAddress> gateways,
            int weight,
            OptionalInt priority,
            int table,
            int mark,
            int probeMark) {
        this(
                name,
                device,
                description,
                families,
                addresses,
                gateways,
                weight,
                priority,
                table,
                mark,
                probeMark,
                Nat.AUTO,
                Optional.empty());
    }

    /** The configured source address, empty if it is learnt. */
    public Optional<InetAddress> address(Family family) {
        return addresses.stream().filter(a -> Family.of(a) == family).findFirst();
    }

    /** The configured gateway, empty if it is learnt. */
    public Optional<InetAddress> gateway(Family family) {
        return gateways.stream().filter(a -> Family.of(a) == family).findFirst();
    }

    /** Whether its address in this family comes and goes with DHCP, PPP or router advertisements. */
    public boolean dynamic(Family family) {
        return address(family).isEmpty();
    }

    /** The address that a family's sources are translated to if it does not depend on the moment. */
    public Optional<InetAddress> translatedTo(Family family) {
        return nat == Nat.MASQUERADE ? Optional.empty() : address(family);
    }

    @Override
    public String toString() {
        return name;
    }
}
