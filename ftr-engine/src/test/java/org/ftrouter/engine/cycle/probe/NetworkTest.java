// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ftrouter.engine.cycle.probe.FakeSource.CABLE;
import static org.ftrouter.engine.cycle.probe.FakeSource.GATEWAY;
import static org.ftrouter.engine.cycle.probe.FakeSource.SOURCE;
import static org.ftrouter.engine.cycle.probe.FakeSource.address;
import static org.ftrouter.engine.cycle.probe.FakeSource.learning;
import static org.ftrouter.engine.cycle.probe.FakeSource.link;
import static org.ftrouter.engine.cycle.probe.FakeSource.route;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.testkit.TestUplinks;
import org.ftrouter.engine.cycle.Given;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.verdict.Observation;
import org.ftrouter.engine.cycle.verdict.Reason.Code;
import org.junit.jupiter.api.Test;

class NetworkTest {
    private static final PathId ID = Given.id("cable");

    private final FakeSource source = new FakeSource();
    private final Network network = new Network(source, List.of(CABLE));
    private Moment now = Given.START;

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
