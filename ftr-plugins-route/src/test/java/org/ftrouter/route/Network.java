// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A LAN host, the router, and an internet behind two uplinks. The router's default route is the cable (eth2); the
 * fibre (eth1) is used only by what is told to. The internet drops packets that come in from the wrong uplink.
 */
public final class Network implements AutoCloseable {
    static final String INTERNET = "203.0.113.1";
    static final String INTERNET6 = "2001:db8:f::1";
    private static final int TIMEOUT = 1500;

    final Netns lan = new Netns();
    final Netns router = new Netns();
    final Netns internet = new Netns();

    Network() throws Exception {
        for (Netns ns : new Netns[] {lan, router, internet}) { // no neighbour is asked for by a tentative address
            ns.sysctl("ipv6/conf/default/dad_transmits", "0");
        }
        for (String key : new String[] {"ipv4/ip_forward", "ipv6/conf/all/forwarding"}) {
            router.sysctl(key, "1");
        }
        router.sysctl("ipv4/conf/all/rp_filter", "0");
        router.sysctl("ipv4/conf/default/rp_filter", "0");
        internet.sysctl("ipv4/conf/all/rp_filter", "1");
        router.ip("link add eth0 type veth peer name eth0 netns " + lan.path() + "\n"
                + "link add eth1 type veth peer name isp1 netns " + internet.path() + "\n"
                + "link add eth2 type veth peer name isp2 netns " + internet.path() + "\n");
        lan.ip(address("192.168.0.10/24", "fd00::10/64", "eth0")
                + "route add default via 192.168.0.1\nroute add default via fd00::1\n");
        internet.ip(address("192.0.2.1/24", "2001:db8:1::1/64", "isp1")
                + address("198.51.100.1/24", "2001:db8:2::1/64", "isp2")
                + address(INTERNET + "/32", INTERNET6 + "/128", "lo"));
        router.ip(address("192.168.0.1/24", "fd00::1/64", "eth0")
                + address("192.0.2.2/24", "2001:db8:1::2/64", "eth1")
                + address("198.51.100.2/24", "2001:db8:2::2/64", "eth2")
                + "addr add 192.0.2.3/24 dev eth1\n"
                + routing("192.0.2.1", "198.51.100.1", "192.0.2.2"));
        router.ip6(routing("2001:db8:1::1", "2001:db8:2::1", "2001:db8:1::2"));
        awaitUp(lan, "eth0");
        awaitUp(router, "eth0", "eth1", "eth2");
        awaitUp(internet, "isp1", "isp2");
    }

    /** The kernel adds routes of its own when a line is up, some time after the command. */
    private static void awaitUp(Netns ns, String... devices) throws Exception {
        long start = System.nanoTime();
        for (String device : devices) {
            while (!ns.run("ip -6 route show table local dev " + device).contains("ff00::/8")) {
                if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(20)) {
                    throw new AssertionError(device + " does not come up");
                }
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    private static String address(String ipv4, String ipv6, String device) {
        return "addr add " + ipv4 + " dev " + device + "\naddr add " + ipv6 + " dev " + device + " nodad\n"
                + "link set " + device + " up\n";
    }

    private static String routing(String fibre, String cable, String fibreSource) {
        return "route add default via " + fibre + " table 101\n"
                + "route add default via " + cable + " table 102\n"
                + "rule add pref 100 lookup main suppress_prefixlength 0\n"
                + "rule add pref 101 fwmark 0x100/0xff00 lookup 101\n"
                + "rule add pref 102 fwmark 0x200/0xff00 lookup 102\n"
                + "rule add pref 103 from " + fibreSource + " lookup 101\n"
                + "rule add pref 200 lookup 102\n";
    }

    /** The source address that a server in the internet sees of a connection from a namespace. */
    String seenSource(Netns client, String server, int port) throws Exception {
        try (ServerSocket listening = listen(internet, server, port)) {
            return connect(client, null, server, port, listening);
        }
    }

    /** Whether a connection from the internet to an address of the router reaches the LAN host, and the answer comes. */
    boolean reachesLanHost(String address, int port) throws Exception {
        return seen(internet, INTERNET, lan, "192.168.0.10", address, port).equals(INTERNET);
    }

    /** The source that a server sees of a connection to an address that leads to it, or {@code ""} if none comes through. */
    String seen(Netns client, @Nullable String source, Netns host, String bound, String address, int port)
            throws Exception {
        try (ServerSocket listening = listen(host, bound, port)) {
            return connect(client, source, address, port, listening);
        } catch (SocketTimeoutException | ConnectException e) {
            return "";
        }
    }

    private static ServerSocket listen(Netns where, String address, int port) throws Exception {
        return where.call(() -> {
            var socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address, port));
            socket.setSoTimeout(TIMEOUT);
            return socket;
        });
    }

    /** Connects, and sends a byte to and fro. */
    private static String connect(Netns client, @Nullable String source, String server, int port, ServerSocket at)
            throws Exception {
        try (Socket socket = client.call(() -> open(source, server, port));
                Socket accepted = at.accept()) {
            socket.setSoTimeout(TIMEOUT);
            accepted.getOutputStream().write(7);
            if (socket.getInputStream().read() != 7) {
                throw new IOException("no answer from " + server);
            }
            return accepted.getInetAddress().getHostAddress();
        }
    }

    private static Socket open(@Nullable String source, String server, int port) throws IOException {
        var socket = new Socket();
        if (source != null) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(source), 0));
        }
        socket.connect(new InetSocketAddress(server, port), TIMEOUT);
        return socket;
    }

    @Override
    public void close() {
        lan.close();
        router.close();
        internet.close();
    }
}
