// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ftrouter.api.Family;
import org.jspecify.annotations.Nullable;

/**
 * A router that nobody watches: fixed multipath route, connections kept on their uplink by marks, addresses translated,
 * and the kernel's own reaction to a lost carrier. What the kernel can do alone is the base line of all figures.
 */
public final class KernelRouter {
    private KernelRouter() {}

    /** Sets the lab's router up. */
    static void install(Lab lab) throws LabException, InterruptedException {
        for (Family family : lab.families()) {
            lab.router().nft(marks(lab.uplinks(), family));
            lab.router().ip(family, routes(lab.uplinks(), family));
            String name = family == Family.IPV4 ? "ipv4" : "ipv6";
            lab.router().sysctl("net/" + name + "/conf/all/ignore_routes_with_linkdown", "1");
        }
    }

    private static List<String> routes(List<LabUplink> uplinks, Family family) {
        var lines = new ArrayList<String>();
        var hops = new StringBuilder("route replace default metric 1");
        lines.add("rule add pref 90 lookup main suppress_prefixlength 0");
        for (LabUplink uplink : uplinks) {
            int table = 100 + uplink.number();
            lines.add(
                    "route add default via " + uplink.gateway(family) + " dev " + uplink.device() + " table " + table);
            lines.add("route add unreachable default metric 4000000000 table " + table);
            lines.add("rule add pref 100 fwmark " + uplink.number() + " lookup " + table);
            lines.add("rule add pref 101 from " + uplink.address(family) + " lookup " + table);
            hops.append(" nexthop via ")
                    .append(uplink.gateway(family))
                    .append(" dev ")
                    .append(uplink.device());
            hops.append(" weight ").append(uplink.weight());
        }
        lines.add(hops.toString());
        return lines;
    }

    /** Nftables rules that keep IPv4 connections on their uplink by its number as mark, and translate addresses. */
    public static String marks(List<LabUplink> uplinks) {
        return marks(uplinks, Family.IPV4);
    }

    private static String marks(List<LabUplink> uplinks, Family family) {
        var incoming = new StringBuilder();
        var outgoing = new StringBuilder();
        var translation = new StringBuilder();
        for (LabUplink uplink : uplinks) {
            String device = "\"" + uplink.device() + "\"";
            incoming.append("    ct state new iifname " + device + " ct mark set " + uplink.number() + "\n");
            outgoing.append("    ct state new oifname " + device + " ct mark set " + uplink.number() + "\n");
            translation.append("    oifname " + device + " snat to " + uplink.address(family) + "\n");
        }
        return """
                table %s kernelrouter {
                  chain arriving { type filter hook prerouting priority mangle;
                    iifname "lan0" meta mark set ct mark
                    iifname "dmz0" meta mark set ct mark
                %s  }
                  chain leaving { type filter hook postrouting priority mangle;
                %s  }
                  chain translating { type nat hook postrouting priority srcnat;
                %s  }
                }
                """.formatted(family == Family.IPV4 ? "ip" : "ip6", incoming, outgoing, translation);
    }

    /** A program that stands in for {@code bin/ftr}: sets the router up, opens the control socket and waits. */
    static Path standIn(Path folder) throws IOException {
        return standIn(folder, Path.of(""));
    }

    /** The same that finds its classes in one folder. */
    static Path standIn(Path folder, Path classes) throws IOException {
        Path program = folder.resolve("ftr");
        Files.writeString(
                program, """
                #!/bin/sh
                exec "%s/bin/java" -cp "%s" %s "$@"
                """.formatted(System.getProperty("java.home"), classPath(), KernelRouter.class.getName()));
        return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static String classPath() {
        return Stream.of(KernelRouter.class, Lab.class, Nullable.class, Family.class)
                .map(type ->
                        type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .collect(Collectors.joining(":"));
    }

    /** The stand-in: {@code monitor --config FILE --socket SOCKET --state FOLDER}, and {@code status}. */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args[0].equals("status")) {
            System.out.println("the stand-in has no status");
            return;
        }
        if (Files.readString(Path.of(args[2])).contains("broken")) {
            throw new IOException("this configuration is broken");
        }
        Path socket = Path.of(args[4]);
        if (!Files.deleteIfExists(socket)) { // else an earlier one was killed, and its routing is there still
            install(Lab.attach(socket.getParent().getFileName().toString()));
        }
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            TimeUnit.HOURS.sleep(1);
        }
    }
}
