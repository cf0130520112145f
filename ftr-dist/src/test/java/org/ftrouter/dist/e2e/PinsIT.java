// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.ftrouter.dist.lab.Addresses;
import org.ftrouter.dist.lab.Fault;
import org.ftrouter.dist.lab.Flow;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.dist.lab.Stamp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Pins with packets. The third uplink has priority 2, so that nothing goes there but what is pinned: whoever is seen with
 * its address was.
 */
class PinsIT {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int ECHO = Addresses.ECHO_PORT;
    private static final String SECOND_CLIENT = "10.77.0.3";
    private static final String PINS = """
            probe { hold-up = 1s }
            pins = [
              { name = chain,    to = 198.19.30.0/24, via = [ lte, cable ] } # $(reboot) "; `x`
              { name = refused,  to = 198.19.31.0/24, via = lte, else = block }
              { name = released, to = 198.19.32.0/24, via = lte, else = any }
              { name = shares,   to = 198.19.33.0/24, via { fibre = 3, lte = 1 } }
              { name = first,    to = 198.19.34.7,    via = cable }
              { name = second,   to = 198.19.34.0/24, via = lte }
              { name = source,   from = 10.77.0.3, via = lte }
              { name = networks, to = [ 198.19.10.0/24, 198.19.11.7 ], via = lte }
              { name = dns,      protocol = tcp, to-ports = [ 52-54 ], via = lte }
              { name = games,    protocol = udp, to = 198.19.254.9, to-ports = 7, via = lte }
              { name = trunk,    from-ports = 20000-20099, via = lte }
              { name = dmz,      interface = dmz0, via = lte }
              { name = voice,    dscp = ef, via = lte }
              { name = pings,    protocol = icmp, to = 149.112.112.112, via = lte }
              { name = proxy,    user = 13, via = lte }
            ]
            """;

    private static Lab lab;
    private static Router router;
    private static LabUplink fibre;
    private static LabUplink cable;
    private static LabUplink lte;
    private static Visitor client;

    @BeforeAll
    static void build() throws Exception {
        lab = Lab.builder()
                .uplink("fibre", 1, 1)
                .uplink("cable", 1, 1)
                .uplink("lte", 1, 2)
                .dmz()
                .config(PINS)
                .build();
        router = new Router(lab);
        fibre = lab.uplink("fibre");
        cable = lab.uplink("cable");
        lte = lab.uplink("lte");
        client = new Visitor(lab.lan());
        lab.startDaemon();
        router.awaitAllUp();
        Router.await("a pin carries", Router.LONG, () -> lte.owns(client.tcp("198.19.10.1", ECHO)));
    }

    @AfterAll
    static void remove() throws Exception {
        lab.close();
    }

    @AfterEach
    void allIsWellAgain() throws Exception {
        for (LabUplink uplink : lab.uplinks()) {
            lab.heal(uplink);
        }
        router.awaitAllUp();
        Router.await("the pin is back", Router.LONG, () -> lte.owns(client.tcp("198.19.30.1", ECHO)));
        assertThat(router.foreignPackets()).isZero();
    }

    @Test
    void destinationPortAndProtocolDecide() throws Exception {
        assertThat(client.tcp("198.19.10.1", ECHO)).isEqualTo(lte.address());
        assertThat(client.tcp("198.19.11.7", ECHO)).isEqualTo(lte.address());
        assertThat(client.tcp("198.19.11.8", ECHO)).matches(PinsIT::isBalanced);
        assertThat(client.tcp("198.19.1.1", 53)).isEqualTo(lte.address());
        assertThat(client.tcp("198.19.1.1", 80)).matches(PinsIT::isBalanced);
        assertThat(client.udp("198.19.254.9", ECHO)).isEqualTo(lte.address());
        assertThat(client.tcp("198.19.254.9", ECHO)).matches(PinsIT::isBalanced);
        assertThat(client.udp("198.19.254.10", ECHO)).matches(PinsIT::isBalanced);
    }

    private static boolean isBalanced(String seen) {
        return fibre.owns(seen) || cable.owns(seen);
    }

    @Test
    void sourceAddressSourcePortAndCodePointDecide() throws Exception {
        lab.lan()
                .ip(List.of(
                        "addr replace " + SECOND_CLIENT + "/24 dev eth0",
                        "route replace 198.19.2.0/24 via " + Addresses.LAN_ROUTER + " src " + SECOND_CLIENT));
        assertThat(client.tcp("198.19.2.1", ECHO)).isEqualTo(lte.address());
        assertThat(client.tcp("198.19.3.1", ECHO)).matches(PinsIT::isBalanced);

        lab.lan().sysctl("net/ipv4/ip_local_port_range", "20000 20099");
        assertThat(client.tcp("198.19.3.1", ECHO)).isEqualTo(lte.address());
        lab.lan().sysctl("net/ipv4/ip_local_port_range", "32768 60999");
        assertThat(client.tcp("198.19.3.1", ECHO)).matches(PinsIT::isBalanced);

        lab.lan().nft("""
                table ip pins {
                  chain out {
                    type filter hook output priority 0;
                    ip daddr 198.19.4.0/24 ip dscp set ef
                  }
                }
                """);
        assertThat(client.tcp("198.19.4.1", ECHO)).isEqualTo(lte.address());
        lab.lan().nft("delete table ip pins\n");
        assertThat(client.tcp("198.19.4.1", ECHO)).matches(PinsIT::isBalanced);
    }

    @Test
    void theInterfaceDecides() throws Exception {
        var server = new Visitor(lab.dmz());

        assertThat(server.tcp("198.19.1.1", ECHO)).isEqualTo(lte.address());
        assertThat(client.tcp("198.19.1.1", ECHO)).matches(PinsIT::isBalanced);
    }

    @Test
    void pingsGoWhereTheirPinSays() throws Exception {
        String target = "149.112.112.112"; // no probe asks it here
        long before = lab.provider(lte).counters().to(target);

        assertThat(lab.ping(lab.lan(), target, SECOND)).isTrue();

        assertThat(lab.provider(lte).counters().to(target)).isGreaterThan(before);
        assertThat(lab.provider(fibre).counters().to(target)).isZero();
        assertThat(lab.provider(cable).counters().to(target)).isZero();
    }

    @Test
    void whatAUserOfTheRouterSendsIsPinnedAndWhatOthersSendIsNot() throws Exception {
        var proxy = new Visitor(lab.router(), "setpriv", "--reuid=13", "--clear-groups");
        var root = new Visitor(lab.router());

        assertThat(proxy.visit("tcp", ECHO, 10, destinations(10))).containsOnly(lte.address());
        assertThat(proxy.udp("198.19.254.1", ECHO)).isEqualTo(lte.address());
        assertThat(root.visit("tcp", ECHO, 10, destinations(10))).hasSize(10).allMatch(PinsIT::isBalanced);
    }

    @Test
    void theFirstPinThatMatchesCounts() throws Exception {
        assertThat(client.tcp("198.19.34.7", ECHO)).isEqualTo(cable.address());
        assertThat(client.tcp("198.19.34.8", ECHO)).isEqualTo(lte.address());
        assertThat(client.tcp("198.19.34.7", 53)).isEqualTo(cable.address());
    }

    @Test
    void aThousandConnectionsToFiftyDestinationsAreSharedEquallyAndThreeToOne() throws Exception {
        List<String> balanced = client.visit("tcp", ECHO, 1000, destinations(50));
        List<String> shared = client.visit(
                "tcp",
                ECHO,
                1000,
                IntStream.rangeClosed(1, 50).mapToObj(i -> "198.19.33." + i).toList());

        double equal = share(balanced, fibre);
        double three = share(shared, fibre);
        Figures.note("1,000 connections to 50 destinations, equal weights", percent(equal), "45-55 %");
        Figures.note("1,000 connections to 50 destinations, pin of 3:1", percent(three), "70-80 %");
        assertThat(equal).isBetween(0.45, 0.55);
        assertThat(share(balanced, lte)).isZero();
        assertThat(three).isBetween(0.70, 0.80);
        assertThat(three + share(shared, lte)).isEqualTo(1);
    }

    private static double share(List<String> seen, LabUplink uplink) {
        assertThat(seen).hasSize(1000);
        return seen.stream().filter(uplink::owns).count() / 1000.0;
    }

    private static String percent(double share) {
        return String.format("%.1f %%", 100 * share);
    }

    private static List<String> destinations(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Addresses.destination(i).replaceFirst("[.]\\d+[.](\\d+)$", ".1.$1"))
                .toList();
    }

    @Test
    void whenTheFirstChoiceFailsTheNextCarriesAndWhenItReturnsItCarriesAgain() throws Exception {
        try (Flow early = lab.flows().tcp("198.19.30.2")) {
            assertThat(early.awaitAnswer(Stamp.now(), Router.LONG)).isTrue();
            assertThat(early.source()).isEqualTo(lte.address());

            lab.fault(lte, Fault.BLACKHOLE);
            router.awaitHealth(lte, "down");
            Router.await("cable carries", Router.LONG, () -> cable.owns(client.tcp("198.19.30.1", ECHO)));
            assertThat(state("chain")).isEqualTo("pinned [cable]");
            assertThat(state("refused")).isEqualTo("blocked []");
            assertThat(state("released")).isEqualTo("balanced []");
            assertThat(client.tcp("198.19.31.1", ECHO)).isEqualTo("none");
            assertThat(client.tcp("198.19.32.1", ECHO)).matches(PinsIT::isBalanced);
            assertThat(client.tcp("198.19.33.1", ECHO)).isEqualTo(fibre.address());
            assertThat(router.ftr("status").output()).contains("refused: NO WAY OUT");

            try (Flow late = lab.flows().tcp("198.19.30.3")) {
                assertThat(late.awaitAnswer(Stamp.now(), Router.LONG)).isTrue();
                lab.heal(lte);
                router.awaitHealth(lte, "up");
                Router.await("lte carries", Router.LONG, () -> lte.owns(client.tcp("198.19.30.1", ECHO)));
                Stamp returned = Stamp.now();

                assertThat(client.tcp("198.19.31.1", ECHO)).isEqualTo(lte.address());
                assertThat(client.tcp("198.19.32.1", ECHO)).isEqualTo(lte.address());
                assertThat(early.awaitAnswer(returned, Router.LONG)).isTrue();
                assertThat(early.source()).isEqualTo(lte.address());
                assertThat(late.awaitAnswer(returned, Router.LONG)).isTrue();
                assertThat(late.source()).isEqualTo(cable.address());
            }
        }
    }

    /** State and carriers of a pin in the status document. */
    private static String state(String name) throws Exception {
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
        Stamp from = Stamp.now();

        assertThat(client.tcp("198.19.31.1", ECHO)).isEqualTo("none");

        assertThat(from.until(Stamp.now())).isLessThan(Duration.ofSeconds(2)); // an ICMP error, no time-out
    }

    @Test
    void aPinnedConnectionLivesThroughEveryChangeOfTheOthers() throws Exception {
        String whole = Files.readString(lab.config());
        try (Flow flow = lab.flows().tcp("198.19.10.9")) {
            assertThat(flow.awaitAnswer(Stamp.now(), Router.LONG)).isTrue();
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
                    "{ name = networks",
                    "{ name = inserted, to = 198.19.35.0/24, via = cable }\n" + "{ name = networks"));
            assertThat(client.tcp("198.19.35.1", ECHO)).isEqualTo(cable.address());
            reload(whole.replace(PINS, "probe { hold-up = 1s }\n"));
            assertThat(client.tcp("198.19.10.9", ECHO)).matches(PinsIT::isBalanced);
            reload(whole);
            router.awaitAllUp();
            Router.await("the pin is back", Router.LONG, () -> lte.owns(client.tcp("198.19.10.9", ECHO)));
            Stamp end = Stamp.now();

            assertThat(flow.awaitAnswer(end, Router.LONG)).isTrue();
            assertThat(flow.end()).isEmpty();
            assertThat(flow.source()).isEqualTo(lte.address());
            assertThat(flow.longestSilence(start, end)).isLessThan(SECOND);
        }
    }

    private static void reload(String text) throws Exception {
        lab.writeConfig(text);
        assertThat(router.ftr("reload").exitCode()).isZero();
        router.awaitAllUp();
    }
}
