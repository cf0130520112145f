// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.ftrouter.api.Family;
import org.junit.jupiter.api.Test;

/** The kinds of interfaces a lab's uplinks can have, on paper. */
class LineTest {
    @Test
    void everyKindIsReadBackFromTheDescriptionOfALab() {
        var uplinks = new ArrayList<LabUplink>();
        for (Line line : Line.values()) {
            int number = uplinks.size() + 1;
            uplinks.add(new LabUplink(number, "uplink" + number, 1, 1, true, line));
        }
        String words =
                String.join(",", uplinks.stream().map(u -> u.line().toString()).toList());
        var lines = new ArrayList<>(List.of("owner nobody", "dmz false"));
        uplinks.forEach(u -> lines.add("uplink " + u.name() + " 1 1 true " + u.line()));

        assertThat(Line.list(words)).containsExactly(Line.values());
        assertThat(LabFile.spec("x", lines).uplinks()).isEqualTo(uplinks);
        assertThat(LabFile.spec("x", lines).hasSwitch()).isTrue();
    }

    @Test
    void vlansAreNamedAfterTheirPort() {
        assertThat(new LabUplink(3, "lte", 1, 1, true, Line.VLAN).device()).isEqualTo("wan0.103");
        assertThat(new LabUplink(3, "lte", 1, 1, true, Line.PPPOE).device()).isEqualTo("wan3");
    }

    @Test
    void aWiringThatThereIsNotNamesThoseThereAre() {
        assertThatThrownBy(() -> Line.list("vlan,isdn"))
                .hasMessage("no wiring isdn: veth, vlan, macvlan, wire, box, modem, bridge, pppoe, wireguard");
    }

    @Test
    void aLabOfBothFamiliesIsRefusedWhereAKindHasOnlyOne() {
        for (Line line : List.of(Line.WIRE, Line.BOX, Line.MODEM)) {
            LabBuilder builder = Lab.builder().wiring(Line.VETH, line).families(Family.values());

            assertThatThrownBy(builder::build)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a lab's uplinks of the kind " + line + " have IPv4 only: cable");
            assertThat(Line.families(List.of(Line.VETH, line))).containsExactly(Family.IPV4);
        }
        assertThat(Line.families(List.of(Line.VETH, Line.VLAN, Line.MACVLAN, Line.BRIDGE, Line.PPPOE, Line.WIREGUARD)))
                .containsExactly(Family.values());
    }

    @Test
    void whatTheOldIptablesCountedIsReadAndMissingRulesAreNoZero() {
        Counters counters = IptablesFirewall.parse("""
                *mangle
                :SEEN - [0:0]
                [7:588] -A PREROUTING -i cust -j CUSTOMER
                [4:336] -A FOREIGN -s 10.77.0.0/16 -j DROP
                [0:0] -A FOREIGN -s 192.0.2.0/24 -j DROP
                [1:84] -A FOREIGN -j DROP
                [2:168] -A SEEN -d 9.9.9.9/32 -p icmp -j RETURN
                [1:60] -A SEEN -d 8.8.8.8/32 -p tcp -j RETURN
                COMMIT
                *mangle
                [5:300] -A FOREIGN -s fd77::/32 -j DROP
                [1:60] -A FOREIGN -j DROP
                [4:416] -A SEEN -d 2620:fe::fe/128 -p ipv6-icmp -j RETURN
                COMMIT
                """);

        assertThat(counters.probes(Family.IPV4)).isEqualTo(3);
        assertThat(counters.probes(Family.IPV6)).isEqualTo(4);
        assertThat(counters.seen()).containsEntry(new Counters.Flight("0.0.0.0", "2620:fe::fe", 58), 4L);
        assertThat(counters.to("9.9.9.9")).isEqualTo(2);
        assertThat(counters.foreignPackets()).isEqualTo(11);
        assertThat(counters.foreign()).containsEntry("10.77.0.0", 4L).containsEntry("fd77::", 5L);
        assertThatThrownBy(() -> IptablesFirewall.parse("*mangle\nCOMMIT\n")).hasMessageContaining("rules are not in");
    }
}
