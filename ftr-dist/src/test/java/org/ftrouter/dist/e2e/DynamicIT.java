// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.Flow;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.dist.lab.MeterReport;
import org.ftrouter.dist.lab.Stamp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * An uplink of which the configuration names nothing but the interface, while addresses, gateways and interfaces come and
 * go under load, in both families. The two others are fixed, and nothing that happens to the third is to hurt them.
 */
@Tag("paired")
class DynamicIT {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private Lab lab;
    private Router router;
    private LabUplink lte;
    private Follower routes;
    private Stamp start;

    @BeforeEach
    void build() throws Exception {
        lab = Lab.builder()
                .families(Family.values())
                .uplink("fibre", 1, 1)
                .uplink("cable", 1, 1)
                .dynamicUplink("lte", 1, 1)
                .config("probe { hold-up = 1s }")
                .build();
        router = new Router(lab);
        lte = lab.uplink("lte");
        routes = new Follower(lab, lte, 203);
        lab.router().sysctl("net/ipv4/conf/all/promote_secondaries", "1"); // as systemd sets it
        lab.provider(lte)
                .host()
                .ip(List.of("addr add 203.0.113.254/24 dev cust", "addr add fe80::2/64 dev cust nodad"));
        lab.startDaemon();
        router.awaitAllUp();
        lab.awaitAllCarry(Router.LONG);
        assertThat(lab.meter().awaitQuiet(SECOND, Router.LONG)).isTrue();
        router.forgetForeignPackets();
        start = Stamp.now();
    }

    @AfterEach
    void remove() throws Exception {
        routes.close();
        lab.close();
    }

    /** Nothing failed but, at most, what was on its way through the uplink; and nothing left under a foreign address. */
    private void othersAreUnharmed(String what, int mostFailed) throws Exception {
        MeterReport report = lab.meter().since(start);
        Figures.note(what + ": connections failed", report.failed() + " of " + report.total(), "<= " + mostFailed);
        assertThat(report.failed()).as(report.failures().toString()).isLessThanOrEqualTo(mostFailed);
        assertThat(router.foreignPackets()).isZero();
    }

    private void carriesAgain() throws Exception {
        Stamp now = Stamp.now();
        for (Family family : Family.values()) {
            assertThat(lab.meter().awaitUplink(lte, family, now, Router.LONG)).isPresent();
        }
    }

    @Test
    void aNewGatewayIsFollowedAndNothingFails() throws Exception {
        try (Flow four = lab.flows().tcp(lte, Family.IPV4);
                Flow six = lab.flows().tcp(lte, Family.IPV6)) {
            lab.router().ip(List.of("route replace default via 203.0.113.254 dev wan3 proto dhcp metric 1003"));
            routes.follow("new gateway", Family.IPV4, " via 203.0.113.254", "203.0.113.2");
            lab.router().ip(List.of("route replace default via fe80::2 dev wan3 proto ra metric 1003"));
            routes.follow("new gateway", Family.IPV6, " via fe80::2", "2001:db8:3::2");
            Stamp followed = Stamp.now();

            assertThat(four.awaitAnswer(followed, SECOND)).isTrue();
            assertThat(six.awaitAnswer(followed, SECOND)).isTrue();
            carriesAgain();
            assertThat(lte.owns(four.source()) && lte.owns(six.source())).isTrue();
        }
        othersAreUnharmed("new gateway", 0);
    }

    @Test
    void aNewAddressIsFollowedAsSoonAsTheOldOneGoes() throws Exception {
        lab.router().ip(List.of("addr add 203.0.113.77/24 dev wan3", "addr add 2001:db8:3::77/64 dev wan3 nodad"));
        Router.live(SECOND);
        assertThat(routes.are(Family.IPV4, " via 203.0.113.1", "203.0.113.2")).isTrue();
        assertThat(routes.are(Family.IPV6, " via fe80::1", "2001:db8:3::2")).isTrue();

        lab.router().ip(List.of("addr del 203.0.113.2/24 dev wan3"));
        routes.follow("new address", Family.IPV4, " via 203.0.113.1", "203.0.113.77");
        lab.router().ip(List.of("addr del 2001:db8:3::2/64 dev wan3"));
        routes.follow("new address", Family.IPV6, " via fe80::1", "2001:db8:3::77");
        assertNewRuleBeforeOld(203, "203.0.113.", "2001:db8:3::");
        carriesAgain();
        othersAreUnharmed("new address", 10); // those under way had the old one
    }

    /** Not for a moment was there none: of the addresses that end with 2 and 77, by the kernel's word. */
    private void assertNewRuleBeforeOld(int table, String... prefixes) throws Exception {
        List<String> rules = KernelLog.sourceRules(lab, table);
        for (String prefix : prefixes) {
            assertThat(rules.stream().filter(rule -> rule.substring(2).startsWith(prefix)))
                    .containsExactly("+ " + prefix + "2", "+ " + prefix + "77", "- " + prefix + "2");
        }
    }

    @Test
    void anAddressThatIsWrittenOtherwiseIsFollowedToo() throws Exception {
        LabUplink fibre = lab.uplink("fibre");
        lab.router().ip(List.of("addr add 192.0.2.77/24 dev wan1", "addr add 2001:db8:1::77/64 dev wan1 nodad"));
        lab.writeConfig(Files.readString(lab.config())
                .replace("address = [ 192.0.2.2, \"2001:db8:1::2\" ]", "address = [ 192.0.2.77, \"2001:db8:1::77\" ]"));
        assertThat(router.ftr("reload").exitCode()).isZero();
        Stamp reloaded = Stamp.now();

        for (Family family : Family.values()) {
            Router.await(
                    "the former rule has gone",
                    Router.LONG,
                    () -> !KernelLog.sourceRules(lab, 201).stream()
                            .filter(rule -> rule.startsWith("- ") && rule.contains(":") == (family == Family.IPV6))
                            .toList()
                            .isEmpty());
            assertThat(lab.meter().awaitUplink(fibre, family, reloaded, Router.LONG))
                    .isPresent();
        }
        assertNewRuleBeforeOld(201, "192.0.2.", "2001:db8:1::");
        othersAreUnharmed("another address written", 10); // those under way had the old one
    }

    @Test
    void withoutItsDefaultRouteForAWhileTheUplinkGoesOn() throws Exception {
        lab.router()
                .ip(List.of("route del default via 203.0.113.1 dev wan3", "route del default via fe80::1 dev wan3"));
        Router.live(Duration.ofSeconds(3));
        Stamp later = Stamp.now();
        Router.live(SECOND);

        assertThat(routes.are(Family.IPV4, " via 203.0.113.1", "203.0.113.2")).isTrue();
        assertThat(routes.are(Family.IPV6, " via fe80::1", "2001:db8:3::2")).isTrue();
        for (Family family : Family.values()) {
            assertThat(lab.meter().since(later).of(family).share(lte)).isBetween(0.1, 0.6);
        }
        othersAreUnharmed("default route absent for 3 s", 0);
    }

    @Test
    void anInterfaceMadeAnewUnderAnotherNumberIsTakenIntoUse() throws Exception {
        lab.router().ip(List.of("link del wan3"));
        Router.live(SECOND);
        Stamp without = Stamp.now();
        Router.live(SECOND);
        assertThat(lab.meter().since(without).failures()).isEmpty();
        plug("wan3", 777);
        routes.follow("interface made anew", Family.IPV4, " via 203.0.113.1", "203.0.113.2");
        routes.follow("interface made anew", Family.IPV6, " via fe80::1", "2001:db8:3::2");
        carriesAgain();
        othersAreUnharmed("interface deleted and made anew", 10);
    }

    /** One with written addresses and one of which nothing is known but the name of its interface. */
    @Test
    void interfacesThatThereWereNotWhenTheDaemonStartedAreTakenIntoUseWhenTheyCome() throws Exception {
        LabUplink fibre = lab.uplink("fibre");
        lab.killDaemon();
        assertThat(router.ftr("cleanup").exitCode()).isZero();
        lab.router().exec("rm", "-r", lab.folder().resolve("state").toString());
        lab.router().ip(List.of("link del wan1", "link del wan3"));
        lab.startDaemon();
        router.awaitHealth(lab.uplink("cable"), "up");
        assertThat(lab.meter().awaitQuiet(SECOND, Router.LONG)).isTrue();
        router.forgetForeignPackets();
        start = Stamp.now();
        assertThat(router.healths()).filteredOn(h -> h.endsWith(" up")).allMatch(h -> h.startsWith("cable"));
        long before = probes(fibre, lte);

        plug(fibre, "wan1", 779);
        plug("wan3", 780);
        router.awaitAllUp();

        routes.follow("interface that was not there at the start", Family.IPV4, " via 203.0.113.1", "203.0.113.2");
        routes.follow("interface that was not there at the start", Family.IPV6, " via fe80::1", "2001:db8:3::2");
        lab.awaitAllCarry(Router.LONG);
        assertThat(probes(fibre, lte)).isGreaterThan(before);
        othersAreUnharmed("interfaces that were not there at the start", 0);
    }

    private long probes(LabUplink... uplinks) throws Exception {
        long probes = 0;
        for (LabUplink uplink : uplinks) {
            probes += lab.provider(uplink).counters().probes();
        }
        return probes;
    }

    @Test
    void anInterfaceThatIsRenamedAwayAndBackIsTakenIntoUse() throws Exception {
        lab.router().ip(List.of("link set wan3 down", "link set wan3 name other3"));
        router.awaitHealth(lte, "down");
        lab.router().ip(List.of("link set other3 name wan3", "link set wan3 up"));
        defaults("via 203.0.113.1 ", "via fe80::1 ");
        routes.follow("interface renamed", Family.IPV4, " via 203.0.113.1", "203.0.113.2");
        routes.follow("interface renamed", Family.IPV6, " via fe80::1", "2001:db8:3::2");
        carriesAgain();
        othersAreUnharmed("interface renamed away and back", 10);
    }

    /** As PPP has it: no gateway, and nobody to be found by ARP or neighbour discovery. */
    @Test
    void aPointToPointLineWithoutGatewayCarriesBesideTheOthers() throws Exception {
        lab.router().ip(List.of("link del wan3"));
        router.awaitHealth(lte, "down");
        plug("wan3", 778);
        String both = " arp off address 02:00:00:00:00:09";
        lab.router().ip(List.of("link set wan3" + both));
        lab.provider(lte).host().ip(List.of("link set cust" + both));
        defaults("", "");
        routes.follow("point-to-point line", Family.IPV4, "", "203.0.113.2");
        routes.follow("point-to-point line", Family.IPV6, "", "2001:db8:3::2");
        carriesAgain();
        Stamp carrying = Stamp.now();
        Router.live(SECOND.multipliedBy(2));
        for (Family family : Family.values()) {
            MeterReport report = lab.meter().since(carrying).of(family);
            assertThat(report.failures()).isEmpty();
            assertThat(report.share(lte)).isBetween(0.15, 0.55);
        }
        assertThat(router.foreignPackets()).isZero();
    }

    /** The third provider's line, plugged in again, with its default routes. */
    private void plug(String device, int index) throws Exception {
        plug(lte, device, index);
        defaults("via 203.0.113.1 ", "via fe80::1 ");
    }

    private void plug(LabUplink uplink, String device, int index) throws Exception {
        String isp = lab.provider(uplink).host().namespace();
        String six = uplink.network(Family.IPV6).replace("/64", "1/64");
        lab.router()
                .ip(List.of(
                        "link add " + device + " index " + index + " type veth peer name cust netns " + isp,
                        "addr add " + uplink.address() + "/24 dev " + device,
                        "link set " + device + " up",
                        "addr add " + uplink.address(Family.IPV6) + "/64 dev " + device + " nodad"));
        lab.provider(uplink)
                .host()
                .ip(List.of(
                        "addr add " + uplink.gateway() + "/24 dev cust",
                        "addr add fe80::1/64 dev cust nodad",
                        "addr add " + six + " dev cust nodad",
                        "link set cust up"));
    }

    private void defaults(String four, String six) throws Exception {
        lab.router().ip(Family.IPV4, List.of("route replace default " + four + "dev wan3 proto dhcp metric 1003"));
        lab.router().ip(Family.IPV6, List.of("route replace default " + six + "dev wan3 proto ra metric 1003"));
    }
}
