// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.util.List;
import org.ftrouter.api.Family;

/** Who has which address in the lab. All of them exist in its namespaces only. */
public final class Addresses {
    /** What FTR's probes ask; all are addresses of the internet namespace, which answers ICMP, TCP 53, 80 and 443. */
    public static final List<String> TARGETS = List.of(
            "9.9.9.9",
            "8.8.8.8",
            "1.1.1.1",
            "208.67.222.222",
            "149.112.112.112",
            "8.8.4.4",
            "1.0.0.1",
            "208.67.220.220");

    /** The same in IPv6. */
    public static final List<String> TARGETS6 = List.of(
            "2620:fe::fe",
            "2001:4860:4860::8888",
            "2606:4700:4700::1111",
            "2620:119:35::35",
            "2620:fe::9",
            "2001:4860:4860::8844",
            "2606:4700:4700::1001",
            "2620:119:53::53");

    public static final String LAN_ROUTER = "10.77.0.1";
    public static final String LAN_CLIENT = "10.77.0.2";
    public static final String DMZ_ROUTER = "10.77.1.1";
    public static final String DMZ_SERVER = "10.77.1.2";

    public static final String LAN_ROUTER6 = "fd77::1";
    public static final String LAN_CLIENT6 = "fd77::2";
    public static final String DMZ_ROUTER6 = "fd77:0:0:1::1";
    public static final String DMZ_SERVER6 = "fd77:0:0:1::2";

    /** All 65,536 addresses that begin so are the internet's: users' connections go there, probes never do. */
    public static final String USERS_PREFIX = "198.19";

    /** The same in IPv6, a /48. */
    public static final String USERS_PREFIX6 = "2001:db8:feed";

    /** TCP, every internet address; UDP, {@link #udpServer}: answers each line with the asker's address. */
    public static final int ECHO_PORT = 7;

    /** TCP and UDP, every uplink address of the router: led to the LAN client, which answers as the echo port does. */
    public static final int LAN_PORT = 8081;

    /** The same to the DMZ server, in a lab that has a DMZ. */
    public static final int DMZ_PORT = 8080;

    /** The address from which the internet opens connections inwards. */
    static final String INTERNET = USERS_PREFIX + ".255.1";

    /** The same in IPv6. */
    static final String INTERNET6 = USERS_PREFIX6 + ":ff::1";

    static final int UDP_SERVERS = 64;

    private Addresses() {}

    /** One of the users' destinations; neighbours lie far apart, so that any hash spreads them. */
    public static String destination(int counter) {
        int spread = spread(counter);
        return USERS_PREFIX + "." + (spread >> 8) + "." + (spread & 0xff);
    }

    /** The same in IPv6. */
    static String destination6(int counter) {
        return USERS_PREFIX6 + ":1::" + Integer.toHexString(spread(counter) + 1);
    }

    /** The same in a family. */
    public static String destination(Family family, int counter) {
        return family == Family.IPV4 ? destination(counter) : destination6(counter);
    }

    private static int spread(int counter) {
        return (counter * 40503) & 0xffff;
    }

    /** One of the 64 internet addresses that answer UDP on the echo port. */
    public static String udpServer(int counter) {
        return udpServer(Family.IPV4, counter);
    }

    /** The same in a family. */
    public static String udpServer(Family family, int counter) {
        int number = 1 + Math.floorMod(counter, UDP_SERVERS);
        return family == Family.IPV4
                ? USERS_PREFIX + ".254." + number
                : USERS_PREFIX6 + ":fe::" + Integer.toHexString(number);
    }

    /** The addresses that probes of a family ask. */
    public static List<String> targets(Family family) {
        return family == Family.IPV4 ? TARGETS : TARGETS6;
    }

    /** The family of an address of the lab. */
    static Family familyOf(String address) {
        return address.indexOf(':') < 0 ? Family.IPV4 : Family.IPV6;
    }
}
