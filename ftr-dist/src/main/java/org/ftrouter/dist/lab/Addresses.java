// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.util.List;

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

    public static final String LAN_ROUTER = "10.77.0.1";
    public static final String LAN_CLIENT = "10.77.0.2";
    public static final String DMZ_ROUTER = "10.77.1.1";
    public static final String DMZ_SERVER = "10.77.1.2";

    /** All 65,536 addresses that begin so are the internet's: users' connections go there, probes never do. */
    public static final String USERS_PREFIX = "198.19";

    /** TCP, every internet address; UDP, {@link #udpServer}: answers each line with the asker's address. */
    public static final int ECHO_PORT = 7;

    /** TCP and UDP, every uplink address of the router: led to the LAN client, which answers as the echo port does. */
    public static final int LAN_PORT = 8081;

    /** The same to the DMZ server, in a lab that has a DMZ. */
    public static final int DMZ_PORT = 8080;

    /** The address from which the internet opens connections inwards. */
    static final String INTERNET = USERS_PREFIX + ".255.1";

    static final int UDP_SERVERS = 64;

    private Addresses() {}

    /** One of the users' destinations; neighbours lie far apart, so that any hash spreads them. */
    public static String destination(int counter) {
        int spread = (counter * 40503) & 0xffff;
        return USERS_PREFIX + "." + (spread >> 8) + "." + (spread & 0xff);
    }

    /** One of the 64 internet addresses that answer UDP on the echo port. */
    public static String udpServer(int counter) {
        return USERS_PREFIX + ".254." + (1 + Math.floorMod(counter, UDP_SERVERS));
    }
}
