// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import java.util.stream.IntStream;
import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.Addresses;
import org.ftrouter.dist.lab.Fault;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.dist.lab.Line;
import org.ftrouter.dist.lab.Stamp;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two household modems, both 192.168.1.1, with the router at 192.168.1.2 behind each, and an ordinary uplink. Which modem
 * carried is told by the address that the internet sees.
 */
@Tag("paired")
class ModemsIT extends InterfaceKind {
    private static final List<String> DESTINATIONS =
            IntStream.range(0, 24).mapToObj(Addresses::destination).toList();

    ModemsIT() {
        super("modems", List.of(Family.IPV4), Line.MODEM, Line.MODEM, Line.VETH);
    }

    @Test
    void theModemsHaveOneAddressAndSoHasTheRouterBehindThem() throws Exception {
        for (int number : List.of(1, 2)) {
            LabUplink modem = lab.uplink(number);

            assertThat(lab.address(modem)).isEqualTo("192.168.1.2");
            assertThat(router.status(modem).get("gateway").getAsString()).isEqualTo("192.168.1.1");
        }
    }

    @Test
    void bothMayStandInTheConfigurationInsteadOfBeingLearnt() throws Exception {
        String learnt = Files.readString(lab.config());
        String written = learnt.replaceAll("interface = wan[12]", "$0, address = 192.168.1.2, gateway = 192.168.1.1");
        assertThat(written.split("192[.]168[.]1[.]1", -1)).hasSize(3);
        lab.writeConfig(written);
        assertThat(router.ftr("reload").exitCode()).isZero();
        Stamp reloaded = Stamp.now();

        router.awaitAllUp();
        for (LabUplink uplink : lab.uplinks()) {
            assertThat(lab.meter().awaitUplink(uplink, reloaded, LIMIT))
                    .as(uplink.name())
                    .isPresent();
        }
        assertThat(lab.meter().since(reloaded).failures()).isEmpty();
        lab.router()
                .ip(List.of( // as a DHCP client writes them: another test may have lost them with the interfaces
                        "route replace default via 192.168.1.1 dev wan1 proto dhcp metric 1001",
                        "route replace default via 192.168.1.1 dev wan2 proto dhcp metric 1002"));
        lab.writeConfig(learnt);
        assertThat(router.ftr("reload").exitCode()).isZero();
        router.awaitAllUp();
        assertNoLeaks();
    }

    /** As after somebody has set the interface down and up, which takes the system's own default route away. */
    @Test
    void theGatewayIsStillKnownAfterARestartIfTheSystemHasLostItsRoute() throws Exception {
        lab.router().ip(List.of("route del default dev wan1"));
        Stamp from = Stamp.now();
        lab.killDaemon();
        lab.startDaemon();
        router.awaitAllUp();

        assertThat(router.status(lab.uplink(1)).get("gateway").getAsString()).isEqualTo("192.168.1.1");
        assertThat(lab.meter().since(from).failures()).isEmpty();
        assertCarriesAgain(lab.uplink(1), Stamp.now());
        lab.router().ip(List.of("route replace default via 192.168.1.1 dev wan1 proto dhcp metric 1001"));
        assertNoLeaks();
    }

    @Test
    void probesOfADeadModemGoOnThroughItAlone() throws Exception {
        LabUplink dead = lab.uplink(1);
        lab.fault(dead, Fault.BLACKHOLE);
        router.awaitHealth(dead, "down");
        long[] before = probes();
        Router.await("each is probed again, the dead one too", LIMIT, () -> {
            long[] now = probes();
            return IntStream.range(0, now.length).allMatch(i -> now[i] > before[i] + 3);
        });
        assertThat(router.healths()).containsExactly("fibre down", "cable up", "lte up");

        lab.heal(dead);
        router.awaitAllUp();
        assertNoLeaks();
    }

    private long[] probes() throws Exception {
        var probes = new long[lab.uplinks().size()];
        for (LabUplink uplink : lab.uplinks()) {
            probes[uplink.number() - 1] = lab.provider(uplink).counters().probes();
        }
        return probes;
    }

    /** Nothing but the interface tells the modems apart, also for what has one of their addresses already. */
    @Test
    void whatTheRouterItselfSendsUsesModemsThatWork() throws Exception {
        var itself = new Visitor(lab.router());
        assertThat(itself.visit("tcp", Addresses.ECHO_PORT, DESTINATIONS.size(), DESTINATIONS))
                .doesNotContain("none")
                .anyMatch(lab.uplink(1)::owns)
                .anyMatch(lab.uplink(2)::owns)
                .anyMatch(lab.uplink(3)::owns);
        for (LabUplink dead : lab.uplinks()) {
            lab.fault(dead, Fault.BLACKHOLE);
            router.awaitHealth(dead, "down");
            List<String> seen = itself.visit("tcp", Addresses.ECHO_PORT, DESTINATIONS.size(), DESTINATIONS);
            lab.heal(dead);

            assertThat(seen).as("without " + dead.name()).doesNotContain("none").noneMatch(dead::owns);
            router.awaitAllUp();
        }
        assertNoLeaks();
    }
}
