// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.dist.lab.MeterReport;
import org.ftrouter.dist.lab.Stamp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Addresses and gateways as real programs give them: a DHCP server and client (dnsmasq, udhcpc with the script of its
 * package, whose name servers go into the lab's folder), a router advertiser (radvd) and the kernel. The configuration
 * says {@code interface = wan3}, no more.
 */
class LeaseIT {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Path NAME_SERVERS = Path.of("/etc/resolv.conf");

    private final List<Process> processes = new ArrayList<>();
    private Lab lab;
    private Router router;
    private LabUplink lte;
    private Follower routes;

    private void build(Family family) throws Exception {
        lab = Lab.builder()
                .families(family)
                .uplink("fibre", 1, 1)
                .uplink("cable", 1, 1)
                .dynamicUplink("lte", 1, 1)
                .config("probe { hold-up = 1s }")
                .build();
        router = new Router(lab);
        lte = lab.uplink("lte");
        routes = new Follower(lab, lte, 203);
        lab.router().ip(family, List.of("route del default dev wan3", "addr flush dev wan3 scope global"));
        lab.startDaemon();
        router.awaitHealth(lab.uplink("fibre"), "up");
        router.awaitHealth(lab.uplink("cable"), "up");
        assertThat(lab.meter().awaitQuiet(SECOND, Router.LONG)).isTrue();
        router.forgetForeignPackets();
    }

    @BeforeEach
    void nothingRuns() {
        processes.clear();
    }

    @AfterEach
    void remove() throws Exception {
        for (Process process : processes) {
            end(process);
        }
        routes.close();
        lab.close();
    }

    private static void end(Process process) throws Exception {
        process.destroy();
        process.waitFor();
    }

    private void isTakenIntoUse(Family family) throws Exception {
        router.awaitHealth(lte, family, "up");
        assertThat(lab.meter().awaitUplink(lte, family, Stamp.now(), Router.LONG))
                .isPresent();
    }

    private void othersAreUnharmed(String what, Stamp from) throws Exception {
        MeterReport report = lab.meter().since(from);
        Figures.note(what + ": connections failed", report.failed() + " of " + report.total(), "<= 10");
        assertThat(report.failed()).as(report.failures().toString()).isLessThanOrEqualTo(10); // those under way
        assertThat(router.foreignPackets()).isZero();
    }

    @Test
    void aLeaseItsRenewalWithAnotherGatewayAndAnotherAddressAreFollowed() throws Exception {
        build(Family.IPV4);
        byte[] ofTheMachine = Files.readAllBytes(NAME_SERVERS);
        Stamp from = Stamp.now();
        lab.provider(lte).host().ip(List.of("addr add 203.0.113.254/24 dev cust"));
        Process server = dhcpServer("203.0.113.1", 50);
        Process client = lab.router()
                .start(
                        "udhcpc.log",
                        "udhcpc",
                        "--foreground",
                        "--interface",
                        "wan3",
                        "--script",
                        clientScript().toString(),
                        "--tryagain",
                        "1",
                        "--timeout",
                        "1");
        processes.add(client);
        String first = routes.address(Family.IPV4, a -> a.startsWith("203.0.113.5"));
        routes.follow("DHCP lease", Family.IPV4, " via 203.0.113.1", first);
        isTakenIntoUse(Family.IPV4);

        end(server);
        server = dhcpServer("203.0.113.254", 50);
        lab.router().exec("kill", "-USR1", Long.toString(client.pid())); // renew now
        routes.awaitSystemRoute(Family.IPV4, "203.0.113.254");
        routes.follow("DHCP renewal, new gateway", Family.IPV4, " via 203.0.113.254", first);
        isTakenIntoUse(Family.IPV4);

        end(server);
        dhcpServer("203.0.113.254", 60);
        lab.router().exec("kill", "-USR1", Long.toString(client.pid()));
        String second = routes.address(Family.IPV4, a -> a.startsWith("203.0.113.6"));
        routes.follow("DHCP renewal, new address", Family.IPV4, " via 203.0.113.254", second);
        isTakenIntoUse(Family.IPV4);
        othersAreUnharmed("DHCP", from);
        assertThat(Files.readString(lab.folder().resolve("resolv.conf"))).contains("nameserver 203.0.113.1");
        assertThat(NAME_SERVERS).hasBinaryContent(ofTheMachine);
    }

    /**
     * The script of udhcpc's package, but for the places of the machine's name servers: namespaces of the lab share its
     * files, so that even a lease without any would empty them.
     */
    private Path clientScript() throws Exception {
        String original = Files.readString(Path.of("/etc/udhcpc/default.script"));
        assertThat(original).contains("=\"" + NAME_SERVERS + '"', " /sbin/resolvconf ");
        Path own = Files.writeString(
                lab.folder().resolve("udhcpc.script"),
                original.replace(
                                NAME_SERVERS.toString(),
                                lab.folder().resolve("resolv.conf").toString())
                        .replace("/sbin/resolvconf", "/nonexistent"));
        assertThat(own.toFile().setExecutable(true)).isTrue();
        return own;
    }

    private Process dhcpServer(String gateway, int first) throws Exception {
        Path leases = lab.folder().resolve("leases-" + first);
        Process server = lab.provider(lte)
                .host()
                .start(
                        "dnsmasq.log",
                        "dnsmasq",
                        "--keep-in-foreground",
                        "--conf-file=/dev/null",
                        "--user=root",
                        "--pid-file=",
                        "--log-facility=-",
                        "--port=0",
                        "--no-ping",
                        "--interface=cust",
                        "--bind-interfaces",
                        "--dhcp-authoritative",
                        "--dhcp-leasefile=" + leases,
                        "--dhcp-range=203.0.113." + first + ",203.0.113." + (first + 9) + ",2m",
                        "--dhcp-option=3," + gateway,
                        "--dhcp-option=6,203.0.113.1");
        processes.add(server);
        return server;
    }

    @Test
    void anAdvertisedPrefixAndAnotherRouterAreFollowed() throws Exception {
        build(Family.IPV6);
        Stamp from = Stamp.now();
        lab.provider(lte).host().ip(List.of("addr add fe80::2/64 dev cust nodad"));
        Router.await(
                "a router that forwards hears advertisements all the same",
                Router.LONG,
                () -> lab.router()
                        .exec("cat", "/proc/sys/net/ipv6/conf/wan3/accept_ra")
                        .startsWith("2"));
        Process first = advertiser("fe80::1", 600);
        String address = routes.address(Family.IPV6, a -> a.startsWith("2001:db8:3:"));
        routes.follow("router advertisement", Family.IPV6, " via fe80::1", address);
        isTakenIntoUse(Family.IPV6);

        Process second = advertiser("fe80::2", 600);
        Router.await(
                "both routers are known",
                Router.LONG,
                () -> lab.router().exec("ip", "-6", "route", "show", "default").contains("fe80::2 "));
        assertThat(routes.are(Family.IPV6, " via fe80::1", address)).isTrue();
        end(first); // it takes its leave with a lifetime of zero
        routes.awaitSystemRoute(Family.IPV6, "fe80::2");
        routes.follow("another router", Family.IPV6, " via fe80::2", address);
        isTakenIntoUse(Family.IPV6);

        end(second);
        advertiser("fe80::2", 0); // the address is deprecated, and there is no other
        Router.await(
                "the address is deprecated",
                Router.LONG,
                () -> lab.router()
                        .exec("ip", "-6", "addr", "show", "dev", "wan3")
                        .contains("deprecated"));
        routes.follow("deprecated address", Family.IPV6, " via fe80::2", address);
        isTakenIntoUse(Family.IPV6);
        othersAreUnharmed("router advertisements", from);
    }

    private Process advertiser(String source, int preferred) throws Exception {
        String name = "radvd-" + source.replace(':', '-') + "-" + preferred;
        Path file = Files.writeString(lab.folder().resolve(name + ".conf"), """
                interface cust {
                  AdvSendAdvert on;
                  MinRtrAdvInterval 3;
                  MaxRtrAdvInterval 4;
                  AdvRASrcAddress { %s; };
                  prefix 2001:db8:3::/64 { AdvPreferredLifetime %d; AdvValidLifetime 1200; };
                };
                """.formatted(source, preferred));
        Process advertiser = lab.provider(lte)
                .host()
                .start(
                        name + ".log",
                        "radvd",
                        "--nodaemon",
                        "--logmethod=stderr",
                        "--config=" + file,
                        "--pidfile=" + lab.folder().resolve(name + ".pid"));
        processes.add(advertiser);
        return advertiser;
    }
}
