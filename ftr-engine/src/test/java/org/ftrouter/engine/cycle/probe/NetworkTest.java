// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.ftrouter.api.Family;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.testkit.TestUplinks;
import org.ftrouter.engine.cycle.Given;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.verdict.Observation;
import org.ftrouter.engine.cycle.verdict.Reason.Code;
import org.ftrouter.linux.NetworkAddress;
import org.ftrouter.linux.NetworkHop;
import org.ftrouter.linux.NetworkLink;
import org.ftrouter.linux.NetworkRoute;
import org.ftrouter.linux.NetworkState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkTest {
    private static final InetAddress SOURCE = TestUplinks.ip("198.51.100.7");
    private static final InetAddress GATEWAY = TestUplinks.ip("198.51.100.1");
    private static final Uplink CABLE = learning("cable", "wan1");
    private static final PathId ID = Given.id("cable");

    private final FakeSource source = new FakeSource();
    private final Network network = new Network(source, List.of(CABLE));
    private Moment now = Given.START;

    /** An uplink that learns its address and gateway. */
    private static Uplink learning(String name, String device) {
        Set<Family> families = Set.of(Family.IPV4);
        return new Uplink(name, device, "", families, List.of(), List.of(), 1, OptionalInt.of(1), 201, 256, 512);
    }

    private static NetworkLink link(String name, int index, boolean up, boolean carrier, boolean pointToPoint) {
        return new NetworkLink(name, index, up, carrier, pointToPoint, 42, 0, 0, 0);
    }

    private static NetworkAddress address(int link, InetAddress local) {
        return new NetworkAddress(link, local, local, 24, 0, false, false, false);
    }

    private static NetworkRoute route(int link, InetAddress gateway) {
        var hop = new NetworkHop(link, Optional.of(gateway), 1, 0, 0);
        return new NetworkRoute(
                Family.IPV4,
                Optional.empty(),
                0,
                254,
                100,
                16,
                NetworkRoute.UNICAST,
                Optional.empty(),
                List.of(hop),
                true);
    }

    /** A kernel whose facts a test sets. */
    private static final class FakeSource implements NetworkSource {
        List<NetworkLink> links = List.of(link("wan1", 1, true, true, false));
        List<NetworkAddress> addresses = List.of(address(1, SOURCE));
        List<NetworkRoute> defaults = List.of(route(1, GATEWAY));
        final List<String> calls = new ArrayList<>();
        Optional<InetAddress> ownGateway = Optional.empty();
        boolean broken;

        @Override
        public NetworkState read() throws IOException {
            calls.add("all");
            if (broken) {
                throw new IOException("netlink: No buffer space available");
            }
            return new NetworkState(links, addresses, defaults);
        }

        @Override
        public NetworkState refreshLinks(NetworkState last, Set<String> devices) {
            calls.add("links");
            return new NetworkState(links, last.addresses(), last.defaults());
        }

        @Override
        public Optional<InetAddress> ownGateway(Uplink uplink, NetworkLink link, InetAddress address) {
            return ownGateway.filter(g -> uplink.equals(CABLE) && link.index() == 1 && address.equals(SOURCE));
        }

        @Override
        public void watch(Runnable onChange) {}

        @Override
        public void close() {}
    }

    private List<Observation> observe() {
        network.changed();
        return network.observe(false, now);
    }

    private Optional<Code> obstacle() {
        return ((Observation.Kernel) observe().get(0)).obstacle().map(r -> {
            assertThat(r.numbers()).containsEntry("interface", "wan1");
            return r.code();
        });
    }

    @Test
    void addressAndGatewayAreLearnt() {
        assertThat(observe())
                .singleElement()
                .satisfies(o ->
                        assertThat(((Observation.Kernel) o).receivedPackets()).isEqualTo(42));

        assertThat(network.paths()).containsOnlyKeys(ID);
        assertThat(network.paths().get(ID)).satisfies(path -> {
            assertThat(path.source()).isEqualTo(SOURCE);
            assertThat(path.gateway()).contains(GATEWAY);
        });
    }

    /** Else the neighbours' traffic would keep a dead uplink alive. */
    @Test
    void theCountersOfASharedInterfaceAreNobodys() {
        Uplink fibre = learning("fibre", "wan1");
        var shared = new Network(source, List.of(CABLE, fibre, learning("lte", "wan2")));
        source.links = List.of(link("wan1", 1, true, true, false), link("wan2", 2, true, true, false));

        for (int look = 0; look < 2; look++) {
            assertThat(shared.observe(false, now))
                    .extracting(o -> ((Observation.Kernel) o).receivedPackets())
                    .containsExactly(0L, 0L, 42L);
            now = now.plus(Network.POLL);
        }
    }

    @Test
    void aMissingInterfaceIsAnObstacle() {
        source.links = List.of();

        assertThat(obstacle()).contains(Code.NO_INTERFACE);
        assertThat(network.paths()).isEmpty();
    }

    @Test
    void anInterfaceWithAnotherNameIsToldByItsNumber() {
        source.links = List.of(link("eth9", 1, true, true, false));
        assertThat(obstacle()).as("never seen under our name").contains(Code.NO_INTERFACE);

        source.links = List.of(link("wan1", 7, true, true, false));
        assertThat(obstacle()).contains(Code.NO_ADDRESS);
        source.links = List.of(link("eth9", 1, true, true, false), link("dsl0", 7, true, true, false));
        assertThat(obstacle()).contains(Code.RENAMED_INTERFACE);
    }

    @Test
    void anInterfaceThatIsOffIsAnObstacle() {
        source.links = List.of(link("wan1", 1, false, false, false));

        assertThat(obstacle()).contains(Code.LINK_DOWN);
        assertThat(network.paths()).isEmpty();
    }

    @Test
    void withoutCarrierThePathStaysButCannotBeUsed() {
        source.links = List.of(link("wan1", 1, true, false, false));

        assertThat(obstacle()).contains(Code.NO_CARRIER);
        assertThat(network.paths()).as("its routes and connections stay").containsOnlyKeys(ID);
    }

    @Test
    void aMissingAddressIsAnObstacle() {
        source.addresses = List.of();

        assertThat(obstacle()).contains(Code.NO_ADDRESS);
        assertThat(network.paths()).isEmpty();
    }

    @Test
    void aGatewayThatWasNeverSeenIsAnObstacle() {
        source.defaults = List.of();

        assertThat(obstacle()).contains(Code.NO_GATEWAY);
        assertThat(network.paths()).isEmpty();
    }

    @Test
    void aPointToPointLineNeedsNoGateway() {
        source.links = List.of(link("wan1", 1, true, true, true));
        source.defaults = List.of();

        assertThat(obstacle()).isEmpty();
        assertThat(network.paths().get(ID))
                .satisfies(path -> assertThat(path.gateway()).isEmpty());
    }

    @Test
    void theGatewayIsRememberedWhileDhcpTakesItsRouteAway() {
        Observation.Kernel before = (Observation.Kernel) observe().get(0);
        source.defaults = List.of();

        Observation.Kernel after = (Observation.Kernel) observe().get(0);

        assertThat(after.obstacle()).isEmpty();
        assertThat(after.identity()).as("the line was not dialled anew").isEqualTo(before.identity());
        assertThat(network.paths().get(ID))
                .satisfies(path -> assertThat(path.gateway()).contains(GATEWAY));
    }

    @Test
    void theGatewayIsRememberedAcrossAPulledCable() {
        observe();
        source.links = List.of(link("wan1", 1, false, false, false));
        source.addresses = List.of();
        source.defaults = List.of();
        observe();
        source.links = List.of(link("wan1", 1, true, true, false));
        source.addresses = List.of(address(1, SOURCE));

        assertThat(obstacle()).isEmpty();
    }

    /** The system's route may have gone long ago: with the interface, when somebody set that down and up. */
    @Test
    void theGatewayIsRememberedAcrossAReload() {
        observe();
        source.defaults = List.of();
        observe();
        var same = new Network(source, List.of(CABLE), network);
        var elsewhere = new Network(source, List.of(learning("cable", "wan9")), network);

        same.observe(false, now);
        elsewhere.observe(false, now);

        assertThat(same.paths().get(ID))
                .satisfies(path -> assertThat(path.gateway()).contains(GATEWAY));
        assertThat(elsewhere.paths()).isEmpty();
    }

    @Test
    void theGatewayIsLearntFromOurOwnRouteWhereTheSystemHasNoneAnyMore() {
        source.defaults = List.of();
        source.ownGateway = Optional.of(TestUplinks.ip("198.51.100.254"));
        assertThat(obstacle()).isEmpty();
        assertThat(network.paths().get(ID))
                .satisfies(path -> assertThat(path.gateway()).isEqualTo(source.ownGateway));

        source.defaults = List.of(route(1, GATEWAY)); // the system knows better
        observe();
        assertThat(network.paths().get(ID))
                .satisfies(path -> assertThat(path.gateway()).contains(GATEWAY));
    }

    @Test
    void anotherAddressHasNoRememberedGateway() {
        observe();
        source.addresses = List.of(address(1, TestUplinks.ip("203.0.113.9")));
        source.defaults = List.of();

        assertThat(obstacle()).contains(Code.NO_GATEWAY);
    }

    @Test
    void anotherAddressIsAnotherIdentity() {
        Observation.Kernel before = (Observation.Kernel) observe().get(0);
        source.addresses = List.of(address(1, TestUplinks.ip("198.51.100.8")));

        assertThat(((Observation.Kernel) observe().get(0)).identity()).isNotEqualTo(before.identity());
    }

    @Test
    void whatWasKnownIsKeptWhileTheKernelCannotBeReadAndReadAgainSoon() {
        observe();
        source.broken = true;

        assertThat(observe()).isEmpty();
        assertThat(network.paths()).containsOnlyKeys(ID);
        source.broken = false;
        assertThat(network.observe(false, now)).hasSize(1);
    }

    @Test
    void linksArePolledSixTimesASecondHoweverManyTurnsAndTwentyTimesInDoubt() {
        observe();
        source.calls.clear();

        poll(false);
        assertThat(source.calls).hasSize(6).containsOnly("links");
        source.calls.clear();
        poll(true);

        assertThat(source.calls).hasSize(20).containsOnly("links");
    }

    @ParameterizedTest(name = "{0} packets from look to look: {1} looks a second")
    @CsvSource({"0, 6", "2, 6", "3, 4", "1000, 4"})
    void whileUsersReceiveSomethingLooksAreEvenlySpaced(long packets, int looks) {
        observe();
        long received = 42;
        for (int i = 0; i < 2000; i++) {
            now = now.plus(Duration.ofMillis(1));
            int before = source.calls.size();
            network.observe(false, now);
            if (source.calls.size() > before) {
                received += packets;
                source.links = List.of(new NetworkLink("wan1", 1, true, true, false, received, 0, 0, 0));
            }
            if (i == 1000) {
                source.calls.clear(); // of the time before it was known
            }
        }

        assertThat(source.calls).hasSizeBetween(looks, looks + 1);
    }

    /** One turn each quarter of a second, with so many packets from each to the next. */
    @ParameterizedTest(name = "{0} packets received, {1} sent, {2}: the next look at the latest {3} ms after the last")
    @CsvSource({
        "0, 0, nothing else, 1000",
        "2, 2, nothing else, 1000",
        "3, 0, nothing else, 250",
        "0, 3, nothing else, 250",
        "0, 0, an event, 250",
        "0, 0, in doubt, 250"
    })
    void withoutUsersAndNewsForFiveSecondsLooksAreRare(long received, long sent, String event, long pause) {
        observe();
        Moment looked = now;
        for (int i = 1; i <= 30; i++) {
            now = now.plus(Network.POLL);
            source.links = List.of(new NetworkLink("wan1", 1, true, true, false, 42 + received * i, sent * i, 0, 0));
            if (i == 20 && event.equals("an event")) {
                network.changed();
            }
            if (!network.observe(i == 20 && event.equals("in doubt"), now).isEmpty()) {
                looked = now;
            }
            Duration expected = i < 20 ? Network.POLL : Duration.ofMillis(pause);
            assertThat(network.nextLook(now)).as("turn " + i).isEqualTo(looked.plus(expected));
        }
    }

    @Test
    void whileNobodyUsesThemATurnThatComesAnywayLooksOnceASecond() {
        observe();
        for (int second = 0; second < 5; second++) {
            poll(false);
        }
        source.calls.clear();

        for (int second = 0; second < 5; second++) {
            poll(false);
        }

        assertThat(source.calls).hasSizeBetween(5, 7);
    }

    private void poll(boolean inDoubt) {
        for (int i = 0; i < 1000; i++) {
            now = now.plus(Duration.ofMillis(1));
            network.observe(inDoubt, now);
        }
    }

    @Test
    void anAddressWhoseEventWasLostIsFollowedAllTheSame() {
        network.observe(false, now);
        InetAddress other = TestUplinks.ip("198.51.100.8");
        source.addresses = List.of(address(1, other));

        for (int i = 0; i <= Network.REREAD.toMillis(); i += 50) {
            now = now.plus(Duration.ofMillis(50));
            network.observe(false, now);
        }

        assertThat(network.paths().get(ID))
                .satisfies(path -> assertThat(path.source()).isEqualTo(other));
    }

    @Test
    void anotherAddressOrGatewayThatIsNoBetterIsNotTaken() {
        observe();
        InetAddress other = TestUplinks.ip("198.51.100.8");
        InetAddress router = TestUplinks.ip("198.51.100.254");
        source.addresses = List.of(address(1, other), address(1, SOURCE));
        source.defaults = List.of(route(1, router), route(1, GATEWAY));
        observe();

        assertThat(network.paths().get(ID)).satisfies(path -> {
            assertThat(path.source()).isEqualTo(SOURCE);
            assertThat(path.gateway()).contains(GATEWAY);
        });
        source.addresses = List.of(address(1, other));
        source.defaults = List.of(route(1, router));
        observe();
        assertThat(network.paths().get(ID)).satisfies(path -> {
            assertThat(path.source()).isEqualTo(other);
            assertThat(path.gateway()).contains(router);
        });
    }

    @Test
    void anEventHasEverythingReadAtOnce() {
        observe();
        source.calls.clear();

        network.observe(false, now);
        assertThat(source.calls).isEmpty();
        network.changed();
        network.observe(false, now);

        assertThat(source.calls).containsExactly("all");
    }

    @Test
    void pathsStandInTheOrderOfTheUplinksHoweverTheyCome() {
        var both = new Network(source, List.of(CABLE, learning("lte", "wan2")));
        source.links = List.of(link("wan2", 2, true, true, true));
        source.addresses = List.of(address(1, SOURCE), address(2, TestUplinks.ip("203.0.113.9")));
        both.observe(false, now);
        source.links = List.of(link("wan1", 1, true, true, false), link("wan2", 2, true, true, true));
        both.changed();

        both.observe(false, now);

        assertThat(both.paths().keySet()).containsExactly(ID, Given.id("lte"));
    }
}
