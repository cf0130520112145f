// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import org.ftrouter.api.Family;

/**
 * One uplink of the lab's router and the customer network its provider gives it.
 *
 * @param number from 1; its interface in the router is {@code wanN} or a VLAN, its provider's namespace {@code ispN}
 * @param dynamic whether the configuration leaves out address and gateway, which FTR then learns from the kernel
 * @param line the kind of its interface
 */
public record LabUplink(int number, String name, int weight, int priority, boolean dynamic, Line line) {
    static final int MOST = 99;

    /** What is behind each household's modem. */
    private static final String BEHIND_MODEM = "192.168.1";

    /** Checks what would otherwise give addresses, names or rules that cannot exist. */
    public LabUplink {
        if (number < 1 || number > MOST) {
            throw new IllegalArgumentException("uplink number " + number + ": from 1 to " + MOST);
        }
        if (!name.matches("[a-z][a-z0-9]{0,14}")) {
            throw new IllegalArgumentException("uplink name " + name + ": a letter, then up to 14 of a-z and 0-9");
        }
    }

    /** An uplink with an interface of its own, like a network card's. */
    LabUplink(int number, String name, int weight, int priority, boolean dynamic) {
        this(number, name, weight, priority, dynamic, Line.VETH);
    }

    /** The interface in the router. */
    public String device() {
        return line.device(number);
    }

    /** The first three bytes of the customer's IPv4 network, a /24: documentation networks first, then benchmark ones. */
    String prefix() {
        return switch (number) {
            case 1 -> "192.0.2";
            case 2 -> "198.51.100";
            case 3 -> "203.0.113";
            default -> "198.18." + number;
        };
    }

    /** The first three bytes of what the router sees of it. */
    private String link() {
        return line == Line.MODEM ? BEHIND_MODEM : prefix();
    }

    /** What the internet sees of it, which is its {@link #network} but for a modem's. */
    String publicNetwork() {
        return prefix() + ".0/24";
    }

    /** The router's IPv4 address as the internet sees it. */
    public String publicAddress() {
        return prefix() + ".2";
    }

    /** The same of IPv6, a /64 of the documentation network. */
    private String prefix6() {
        return "2001:db8:" + number + ":";
    }

    /** The customer's IPv4 network, such as {@code 192.0.2.0/24}. The provider drops packets with any other source. */
    public String network() {
        return network(Family.IPV4);
    }

    /** The customer network of a family, such as {@code 2001:db8:1::/64}. */
    public String network(Family family) {
        return family == Family.IPV4 ? link() + ".0/24" : prefix6() + ":/64";
    }

    /** The router's IPv4 address on this uplink. */
    public String address() {
        return address(Family.IPV4);
    }

    /** The router's address of a family on this uplink. */
    public String address(Family family) {
        return family == Family.IPV4 ? link() + ".2" : prefix6() + ":2";
    }

    /** The provider's IPv4 address on this uplink. */
    public String gateway() {
        return gateway(Family.IPV4);
    }

    /** The provider's address of a family on this uplink: in IPv6 the same link-local one wherever that can be told apart. */
    public String gateway(Family family) {
        boolean onOneSwitch = line == Line.MACVLAN;
        return family == Family.IPV4 ? link() + ".1" : "fe80::" + (onOneSwitch ? number : 1);
    }

    /** Whether the internet sees an address as one of this uplink's, of either family. */
    public boolean owns(String someAddress) {
        return someAddress.startsWith(prefix() + ".") || someAddress.startsWith(prefix6());
    }

    String isp() {
        return "isp" + number;
    }
}
