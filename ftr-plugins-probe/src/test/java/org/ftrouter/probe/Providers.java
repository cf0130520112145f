// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeResult;
import org.ftrouter.api.testkit.TestNamespace;
import org.ftrouter.api.testkit.TestPath;

/**
 * A router with two uplinks, {@code up0} and {@code up1}, to two providers that both lead to the same target and resolver,
 * in both families. The system's own default route is the first one. Each provider counts the packets that come for these,
 * but for resets: with one the kernel answers, for no socket and with no mark, what comes once a connection is at its end.
 */
public final class Providers implements AutoCloseable {
    /** Longer than any answer takes, on however busy a machine. */
    public static final Duration LONG = Duration.ofSeconds(20);

    private static final Pattern PACKETS = Pattern.compile("packets (\\d+)");
    private static final String[] NETWORKS = {"192.0.2.", "203.0.113."};
    private static final String[] NETWORKS6 = {"2001:db8:1::", "2001:db8:2::"};
    private final TestNamespace router = TestNamespace.create("router");
    private final TestNamespace[] providers = {TestNamespace.create("provider0"), TestNamespace.create("provider1")};

    public Providers() {
        for (int i = 0; i < 2; i++) {
            for (Family family : Family.values()) {
                String resets = "-t raw -A PREROUTING -p tcp --tcp-flags RST RST -j ACCEPT";
                providers[i].command((iptables(family) + " " + resets).split(" ", -1));
                host(i, family, target(family));
                host(i, family, resolver(family));
            }
            router.cable(
                    "up" + i,
                    java.util.List.of(NETWORKS[i] + "2/24", NETWORKS6[i] + "2/64"),
                    providers[i],
                    "down0",
                    java.util.List.of(NETWORKS[i] + "1/24", NETWORKS6[i] + "1/64"));
            // who takes the target to be on the cable, for want of the path's mark, hears nothing
            providers[i].sysctl("net/ipv4/conf/all/arp_ignore", "1");
            for (Family family : Family.values()) {
                route(i, family);
            }
        }
        router.ip("route", "add", "default", "via", NETWORKS[0] + "1", "dev", "up0");
        router.ip("-6", "route", "add", "default", "via", NETWORKS6[0] + "1", "dev", "up0");
    }

    /** One behind a provider, which counts what comes for it. */
    private void host(int i, Family family, InetAddress host) {
        String address = host.getHostAddress();
        providers[i].ip("address", "add", address + (family == Family.IPV4 ? "/32" : "/128"), "dev", "lo", "nodad");
        providers[i].command(iptables(family), "-t", "raw", "-A", "PREROUTING", "-d", address);
    }

    private void route(int i, Family family) {
        String number = family == Family.IPV4 ? "-4" : "-6";
        String table = Integer.toString(101 + i);
        String gateway = gateway(i, family).getHostAddress();
        router.ip(number, "route", "add", "default", "via", gateway, "dev", "up" + i, "table", table);
        router.ip(number, "rule", "add", "fwmark", Integer.toString(1 + i), "table", table);
    }

    private static String iptables(Family family) {
        return family == Family.IPV4 ? "iptables" : "ip6tables";
    }

    /** The target that both lead to. */
    public static InetAddress target(Family family) {
        return TestPath.address(family == Family.IPV4 ? "198.51.100.1" : "2001:db8:ff::1");
    }

    /** The first of those that are asked for names if a configuration names none. */
    public static InetAddress resolver(Family family) {
        return TestPath.address(family == Family.IPV4 ? "9.9.9.9" : "2620:fe::fe");
    }

    /** The target as in a URL. */
    public static String urlHost(Family family) {
        String address = target(family).getHostAddress();
        return family == Family.IPV4 ? address : "[" + address + "]";
    }

    /** The provider's own address on the cable. */
    public static InetAddress gateway(int i, Family family) {
        return TestPath.address((family == Family.IPV4 ? NETWORKS[i] : NETWORKS6[i]) + "1");
    }

    /** The path through uplink 0 or 1. */
    public static Path path(int i, Family family) {
        String source = (family == Family.IPV4 ? NETWORKS[i] : NETWORKS6[i]) + "2";
        Path bare = TestPath.of("up" + i, source, 1 + i);
        return new Path(bare.uplink(), family, bare.source(), Optional.of(gateway(i, family)));
    }

    /** The router. */
    public TestNamespace router() {
        return router;
    }

    /** A provider. */
    public TestNamespace provider(int i) {
        return providers[i];
    }

    /** Asks, and does not wait. */
    public CompletableFuture<ProbeResult> begin(Probe probe, Path path, Duration timeout) {
        return router.call(() -> probe.probe(path, timeout)).toCompletableFuture();
    }

    /** Asks, and waits for the outcome. */
    public ProbeResult ask(Probe probe, Path path, Duration timeout) {
        try {
            return begin(probe, path, timeout).get(2 * LONG.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Packets for the target that have come to a provider. */
    public long packets(int i, Family family) {
        return counted(i, family, 1);
    }

    /** Packets for the resolver that have come to a provider. */
    public long questions(int i, Family family) {
        return counted(i, family, 2);
    }

    private long counted(int i, Family family, int rule) {
        String rules = providers[i].command(iptables(family), "-t", "raw", "-nvxL", "PREROUTING");
        String line = rules.lines().skip(2L + rule).findFirst().orElseThrow();
        return Long.parseLong(line.strip().split("\\s+", -1)[0]);
    }

    /** From now on each provider counts the frames that ask for its own address, as they come from the cable. */
    public void countGatewayQuestions() {
        for (int i = 0; i < 2; i++) {
            String target = HexFormat.of().formatHex(gateway(i, Family.IPV6).getAddress());
            providers[i].command("nft", """
                    table netdev asked {
                        counter four { }
                        counter six { }
                        chain come {
                            type filter hook ingress device "down0" priority 0;
                            arp operation request arp daddr ip %s1 counter name four
                            icmpv6 type nd-neighbor-solicit @th,64,128 0x%s counter name six
                        }
                    }
                    """.formatted(NETWORKS[i], target)); // RFC 826; RFC 4861, 4.3
        }
    }

    /** How many such frames of a family have come to a provider. */
    public long gatewayQuestions(int i, Family family) {
        String counter = providers[i].command(
                "nft", "list", "counter", "netdev", "asked", family == Family.IPV4 ? "four" : "six");
        Matcher packets = PACKETS.matcher(counter);
        if (!packets.find()) {
            throw new AssertionError(counter);
        }
        return Long.parseLong(packets.group(1));
    }

    @Override
    public void close() {
        providers[0].close();
        providers[1].close();
        router.close();
    }
}
