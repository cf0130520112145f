// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.Addresses;
import org.ftrouter.dist.lab.Fault;
import org.ftrouter.dist.lab.Flow;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabBuilder;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.dist.lab.Stamp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Pins with packets of both families. The third uplink has priority 2, so that nothing goes there but what is pinned:
 * whoever is seen with its address was. With iptables; a subclass has another firewall.
 */
@Tag("paired")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PinsIT {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int ECHO = Addresses.ECHO_PORT;
    private static final String PINS =
            """
            probe { hold-up = 1s }
            pins = [
              { name = chain,    to = %s, via = [ lte, cable ] } # $(reboot) "; `x`
              { name = refused,  to = %s, via = lte, else = block }
              { name = released, to = %s, via = lte, else = any }
              { name = shares,   to = %s, via { fibre = 3, lte = 1 } }
              { name = first,    to = [ 198.19.34.7, "2001:db8:feed:34::7" ], via = cable }
              { name = second,   to = %s, via = lte }
              { name = source,   from = [ 10.77.0.3, "fd77::3" ], via = lte }
              { name = networks, to = [ 198.19.10.0/24, 198.19.11.7, "2001:db8:feed:10::/64", "2001:db8:feed:11::7" ], via = lte }
              { name = dns,      protocol = tcp, to-ports = [ 52-54 ], via = lte }
              { name = games,    protocol = udp, to = [ 198.19.254.9, "2001:db8:feed:fe::9" ], to-ports = 7, via = lte }
              { name = trunk,    from-ports = 20000-20099, via = lte }
              { name = dmz,      interface = dmz0, via = lte }
              { name = voice,    dscp = ef, via = lte }
              { name = pings,    protocol = icmp, to = [ 149.112.112.112, "2620:fe::9" ], via = lte }
              { name = proxy,    user = 13, via = lte }
            ]
            """.formatted(networks(30), networks(31), networks(32), networks(33), networks(34));

    /** A network of users in each family. */
    private static String networks(int number) {
        return "[ 198.19." + number + ".0/24, \"" + Addresses.USERS_PREFIX6 + ":" + number + "::/64\" ]";
    }

    /** A machine in the network of that number. */
    private static String user(Family family, int network, int machine) {
        return family == Family.IPV4
                ? Addresses.USERS_PREFIX + "." + network + "." + machine
                : Addresses.USERS_PREFIX6 + ":" + network + "::" + machine;
    }

    private Lab lab;
    private Router router;
    private LabUplink fibre;
    private LabUplink cable;
    private LabUplink lte;
    private Visitor client;
    private final List<Flow> opened = new ArrayList<>();

    /** What is built. */
    LabBuilder wired() {
        return Lab.builder().families(Family.values());
    }

    /** The type of the firewall. */
    String firewall() {
        return "iptables";
    }

    @BeforeAll
    void build() throws Exception {
        lab = wired().uplink("fibre", 1, 1)
                .uplink("cable", 1, 1)
                .uplink("lte", 1, 2)
                .dmz()
                .config(PINS)
                .firewall(firewall())
                .build();
        router = new Router(lab);
        fibre = lab.uplink("fibre");
        cable = lab.uplink("cable");
        lte = lab.uplink("lte");
        client = new Visitor(lab.lan());
        lab.startDaemon();
        router.awaitAllUp();
        awaitCarried(lte, 10);
        router.forgetForeignPackets();
    }

    /** Waits until what goes to that network of users is carried by an uplink, in each family. */
    private void awaitCarried(LabUplink uplink, int network) throws Exception {
        for (Family family : lab.families()) {
            String user = user(family, network, 1);
            Router.await(uplink.name() + " carries " + user, Router.LONG, () -> uplink.owns(client.tcp(user, ECHO)));
        }
    }

    @AfterAll
    void remove() throws Exception {
        lab.close();
    }

    @AfterEach
    void allIsWellAgain() throws Exception {
        for (Flow flow : opened) {
            flow.close();
        }
        opened.clear();
        for (LabUplink uplink : lab.uplinks()) {
            lab.heal(uplink);
        }
        router.awaitAllUp();
        awaitCarried(lte, 30);
        assertThat(router.foreignPackets()).isZero();
    }

    @Tag("essence")
    @Test
    void destinationPortAndProtocolDecide() throws Exception {
        for (Family family : lab.families()) {
            String games = Addresses.udpServer(family, 8);
            assertThat(client.tcp(user(family, 10, 1), ECHO)).matches(lte::owns);
            assertThat(client.tcp(user(family, 11, 7), ECHO)).matches(lte::owns);
            assertThat(client.tcp(user(family, 11, 8), ECHO)).matches(this::isBalanced);
            assertThat(client.tcp(user(family, 1, 1), 53)).matches(lte::owns);
            assertThat(client.tcp(user(family, 1, 1), 80)).matches(this::isBalanced);
            assertThat(client.udp(games, ECHO)).matches(lte::owns);
            assertThat(client.tcp(games, ECHO)).matches(this::isBalanced);
            assertThat(client.udp(Addresses.udpServer(family, 9), ECHO)).matches(this::isBalanced);
        }
    }

    private boolean isBalanced(String seen) {
        return fibre.owns(seen) || cable.owns(seen);
    }

    @Test
    void sourceAddressSourcePortAndCodePointDecide() throws Exception {
        lab.lan()
                .ip(List.of(
                        "addr replace 10.77.0.3/24 dev eth0",
                        "route replace 198.19.2.0/24 via " + Addresses.LAN_ROUTER + " src 10.77.0.3"));
        if (lab.families().contains(Family.IPV6)) {
            lab.lan()
                    .ip(List.of(
                            "addr replace fd77::3/64 dev eth0 nodad preferred_lft 0", // taken by that route alone
                            "route replace 2001:db8:feed:2::/64 via " + Addresses.LAN_ROUTER6 + " src fd77::3"));
        }
        assertCarried(2, lte::owns);
        assertCarried(3, this::isBalanced);

        lab.lan().sysctl("net/ipv4/ip_local_port_range", "20000 20099");
        assertCarried(3, lte::owns);
        lab.lan().sysctl("net/ipv4/ip_local_port_range", "32768 60999");
        assertCarried(3, this::isBalanced);

        expedite("-A");
        assertCarried(4, lte::owns);
        expedite("-D");
        assertCarried(4, this::isBalanced);
    }

    /** Adds or removes what gives the LAN's packets to a network their code point. */
    private void expedite(String action) throws Exception {
        String toNetwork = "-t mangle " + action + " OUTPUT -j DSCP --set-dscp-class EF -d ";
        lab.lan().exec(("iptables " + toNetwork + "198.19.4.0/24").split(" "));
        lab.lan().exec(("ip6tables " + toNetwork + "2001:db8:feed:4::/64").split(" "));
    }

    /** That the LAN's connections to a network of users are seen so, in each family. */
    private void assertCarried(int network, Predicate<String> seen) throws Exception {
        for (Family family : lab.families()) {
            assertThat(client.tcp(user(family, network, 1), ECHO)).matches(seen);
        }
    }

    @Test
    void theInterfaceDecides() throws Exception {
        var server = new Visitor(lab.dmz());

        for (Family family : lab.families()) {
            assertThat(server.tcp(user(family, 1, 1), ECHO)).matches(lte::owns);
        }
        assertCarried(1, this::isBalanced);
    }

    @Test
    void pingsGoWhereTheirPinSays() throws Exception {
        for (Family family : lab.families()) {
            String target = Addresses.targets(family).get(4); // no probe asks it here
            long before = lab.provider(lte).counters().to(target);

            assertThat(lab.ping(lab.lan(), target, SECOND)).isTrue();

            assertThat(lab.provider(lte).counters().to(target)).isGreaterThan(before);
            assertThat(lab.provider(fibre).counters().to(target)).isZero();
            assertThat(lab.provider(cable).counters().to(target)).isZero();
        }
    }

    @Tag("essence")
    @Test
    void whatAUserOfTheRouterSendsIsPinnedAndWhatOthersSendIsNot() throws Exception {
        var proxy = new Visitor(lab.router(), "setpriv", "--reuid=13", "--clear-groups");
        var root = new Visitor(lab.router());

        for (Family family : lab.families()) {
            List<String> ten = destinations(family, 10);
            assertThat(proxy.visit("tcp", ECHO, 10, ten)).hasSize(10).allMatch(lte::owns);
            assertThat(proxy.udp(Addresses.udpServer(family, 0), ECHO)).matches(lte::owns);
            assertThat(root.visit("tcp", ECHO, 10, ten)).hasSize(10).allMatch(this::isBalanced);
        }
    }

    @Tag("essence")
    @Test
    void theFirstPinThatMatchesCounts() throws Exception {
        for (Family family : lab.families()) {
            assertThat(client.tcp(user(family, 34, 7), ECHO)).matches(cable::owns);
            assertThat(client.tcp(user(family, 34, 8), ECHO)).matches(lte::owns);
            assertThat(client.tcp(user(family, 34, 7), 53)).matches(cable::owns);
        }
    }

    @Tag("essence")
    @Test
    void aThousandConnectionsToFiftyDestinationsAreSharedEquallyAndThreeToOne() throws Exception {
        for (Family family : lab.families()) {
            List<String> balanced = client.visit("tcp", ECHO, 1000, destinations(family, 50));
            List<String> shared = client.visit(
                    "tcp",
                    ECHO,
                    1000,
                    IntStream.rangeClosed(1, 50)
                            .mapToObj(i -> user(family, 33, i))
                            .toList());

            double equal = share(balanced, fibre);
            double three = share(shared, fibre);
            Figures.note(
                    "1,000 " + family + " connections to 50 destinations, equal weights", percent(equal), "42-58 %");
            Figures.note("1,000 " + family + " connections to 50 destinations, pin of 3:1", percent(three), "68-82 %");
            assertThat(equal).isBetween(0.42, 0.58); // five standard deviations of a thousand fair tosses
            assertThat(share(balanced, lte)).isZero();
            assertThat(three).isBetween(0.68, 0.82);
            assertThat(three + share(shared, lte)).isEqualTo(1);
        }
    }

    private static double share(List<String> seen, LabUplink uplink) {
        assertThat(seen).hasSize(1000);
        return seen.stream().filter(uplink::owns).count() / 1000.0;
    }

    private static String percent(double share) {
        return String.format("%.1f %%", 100 * share);
    }

    private static List<String> destinations(Family family, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Addresses.destination(family, i).replaceFirst("[.]\\d+[.](\\d+)$", ".1.$1"))
                .toList();
    }

    @Tag("essence")
    @Test
    void whenTheFirstChoiceFailsTheNextCarriesAndWhenItReturnsItCarriesAgain() throws Exception {
        List<Flow> early = flows(30, 2, lte);
        lab.fault(lte, Fault.BLACKHOLE);
        router.awaitHealth(lte, "down");
        awaitCarried(cable, 30);
        assertThat(state("chain")).isEqualTo("pinned [cable]");
        assertThat(state("refused")).isEqualTo("blocked []");
        assertThat(state("released")).isEqualTo("balanced []");
        assertCarried(31, "none"::equals);
        assertCarried(32, this::isBalanced);
        assertCarried(33, fibre::owns);
        assertThat(router.ftr("status").output()).contains("refused: NO WAY OUT");
        List<Flow> late = flows(30, 3, cable);

        lab.heal(lte);
        router.awaitHealth(lte, "up");
        awaitCarried(lte, 30);

        assertCarried(31, lte::owns);
        assertCarried(32, lte::owns);
        assertAlive(early, lte);
        assertAlive(late, cable);
    }

    /** A connection of the LAN in each family, carried by an uplink. They end with the test. */
    private List<Flow> flows(int network, int machine, LabUplink uplink) throws Exception {
        var flows = new ArrayList<Flow>();
        for (Family family : lab.families()) {
            flows.add(lab.flows().tcp(user(family, network, machine)));
        }
        opened.addAll(flows);
        assertAlive(flows, uplink);
        return flows;
    }

    private static void assertAlive(List<Flow> flows, LabUplink uplink) throws Exception {
        Stamp now = Stamp.now();
        for (Flow flow : flows) {
            assertThat(flow.awaitAnswer(now, Router.LONG))
                    .as(flow.destination())
                    .isTrue();
            assertThat(flow.source()).matches(uplink::owns);
        }
    }

    /** State and carriers of a pin in the status document. */
    private String state(String name) throws Exception {
        for (JsonElement row : router.status().getAsJsonArray("pins")) {
            JsonObject pin = row.getAsJsonObject();
            if (pin.get("name").getAsString().equals(name)) {
                List<String> carriers = pin.getAsJsonArray("carried_by").asList().stream()
                        .map(c -> c.getAsJsonObject().get("uplink").getAsString())
                        .toList();
                return pin.get("state").getAsString() + " " + carriers;
            }
        }
        throw new AssertionError("no pin " + name);
    }

    @Test
    void aRefusedConnectionIsToldSoAtOnceAndNothingOfItLeaves() throws Exception {
        lab.fault(lte, Fault.CARRIER);
        router.awaitHealth(lte, "down");

        for (Family family : lab.families()) {
            Stamp from = Stamp.now();
            assertThat(client.tcp(user(family, 31, 1), ECHO)).isEqualTo("none");
            assertThat(from.until(Stamp.now()))
                    .as(family.toString())
                    .isLessThan(Router.LONG.dividedBy(15)); // 2 s, more in a slow guest: an ICMP error, no time-out
        }
    }

    @Test
    void aPinnedConnectionLivesThroughEveryChangeOfTheOthers() throws Exception {
        String whole = Files.readString(lab.config());
        List<Flow> flows = flows(10, 9, lte);
        Stamp start = Stamp.now();
        for (LabUplink other : List.of(fibre, cable)) {
            lab.fault(other, Fault.BLACKHOLE);
            router.awaitHealth(other, "down");
            lab.heal(other);
            router.awaitHealth(other, "up");
        }
        reload(whole.replaceFirst("(?m)^  cable \\{.*$", "")
                .replace("via = [ lte, cable ]", "via = lte")
                .replace("via = cable", "via = fibre"));
        reload(whole.replace(
                "{ name = networks", "{ name = inserted, to = " + networks(35) + ", via = cable }\n{ name = networks"));
        assertCarried(35, cable::owns);
        reload(whole.replace(PINS, "probe { hold-up = 1s }\n"));
        assertCarried(10, this::isBalanced);
        reload(whole);
        router.awaitAllUp();
        awaitCarried(lte, 10);
        Stamp end = Stamp.now();

        assertAlive(flows, lte);
        for (Flow flow : flows) {
            assertThat(flow.end()).isEmpty();
            assertThat(flow.longestSilence(start, end)).isLessThan(SECOND);
        }
    }

    private void reload(String text) throws Exception {
        lab.writeConfig(text);
        assertThat(router.ftr("reload").exitCode()).isZero();
        router.awaitAllUp();
    }
}
