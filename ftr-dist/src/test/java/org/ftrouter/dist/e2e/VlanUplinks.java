// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.dist.lab.Line;
import org.ftrouter.dist.lab.MeterReport;
import org.ftrouter.dist.lab.Stamp;
import org.junit.jupiter.api.Test;

/** Three uplinks on three VLANs of one physical port. Needs a kernel with VLANs. */
class VlanUplinks extends InterfaceKind {
    VlanUplinks() {
        super("vlan", List.of(Family.values()), Line.VLAN);
    }

    @Test
    void theThreeUplinksAreVlansOfOnePort() throws Exception {
        for (LabUplink uplink : lab.uplinks()) {
            assertThat(lab.router().exec("ip", "-d", "link", "show", "dev", uplink.device()))
                    .contains(uplink.device() + "@wan0:")
                    .contains("vlan protocol 802.1Q id " + (100 + uplink.number()));
        }
        assertThat(lab.uplinks()).hasSize(3);
    }

    @Test
    void allComeBackWhenTheCableOfTheirPortWasPulled() throws Exception {
        for (int run = 0; run < 2; run++) {
            lab.host("switch").ip(List.of("link set port down"));
            Router.await("the port has no carrier", LIMIT, () -> links().contains("NO-CARRIER"));
            Router.live(Duration.ofSeconds(2));
            Stamp plugged = Stamp.now();
            lab.host("switch").ip(List.of("link set port up"));
            for (LabUplink uplink : lab.uplinks()) {
                lab.heal(uplink); // the provider's VLAN was down with the port, and has lost its link-local address
            }

            allCarry(plugged);
        }
        assertNoLeaks();
    }

    @Test
    void allComeBackWhenTheirPortWasSetDownByHand() throws Exception {
        lab.router().ip(List.of("link set wan0 down"));
        Router.live(Duration.ofSeconds(2));
        Stamp up = Stamp.now();
        lab.router().ip(List.of("link set wan0 up"));

        allCarry(up);
        assertNoLeaks();
    }

    @Test
    void aVlanThatIsDeletedAndMadeAgainIsBackInService() throws Exception {
        LabUplink uplink = lab.uplink(2);
        lab.router().ip(List.of("link del " + uplink.device()));
        Router.live(SECOND);
        assertThat(lab.meter().awaitQuiet(QUIET, LIMIT)).isTrue();
        Stamp without = Stamp.now();
        Router.live(SECOND);
        MeterReport report = lab.meter().since(without);
        Stamp again = Stamp.now();
        makeAnew(uplink);

        assertThat(report.failures()).isEmpty();
        assertThat(report.share(uplink)).isZero();
        assertCarriesAgain(uplink, again);
        assertNoLeaks();
    }

    private void makeAnew(LabUplink uplink) throws Exception {
        String device = uplink.device();
        var lines = new ArrayList<>(List.of("link add link wan0 name " + device + " type vlan id 102"));
        for (Family family : lab.families()) {
            String length = family == Family.IPV4 ? "/24" : "/64 nodad";
            lines.add("addr add " + uplink.address(family) + length + " dev " + device);
        }
        lines.add("link set " + device + " up");
        for (Family family : lab.families()) {
            String maker = family == Family.IPV4 ? " proto dhcp" : " proto ra";
            lines.add("route add default via " + uplink.gateway(family) + " dev " + device + maker + " metric 1002");
        }
        lab.router().ip(lines);
    }

    private String links() throws Exception {
        return lab.router().exec("ip", "link", "show", "dev", "wan0");
    }

    private void allCarry(Stamp after) throws Exception {
        var times = new ArrayList<Duration>();
        for (LabUplink uplink : lab.uplinks()) {
            for (Family family : lab.families()) {
                var first = lab.meter().awaitUplink(uplink, family, after, LIMIT);
                assertThat(first)
                        .as(uplink.name() + " carries again in " + family)
                        .isPresent();
                times.add(after.until(first.orElseThrow().start()));
            }
        }
        note("all three VLANs back in service", Figures.spread(times), "<= " + LIMIT.toSeconds() + " s");
        assertThat(lab.meter().awaitQuiet(QUIET, LIMIT)).isTrue();
    }
}
