// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.ftrouter.api.Family;
import org.ftrouter.api.Nat;
import org.ftrouter.api.Uplink;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a server in the internet sees of connections through uplinks with each kind of translation. */
@Timeout(60)
class NatIT {
    private static final Set<Family> BOTH = Set.of(Family.IPV4, Family.IPV6);
    private static final String LAN_HOST6 = "fd00:0:0:0:0:0:0:10";

    private Network network;

    @BeforeEach
    void open() throws Exception {
        network = new Network();
    }

    @AfterEach
    void close() {
        network.close();
    }

    @ParameterizedTest
    @MethodSource("org.ftrouter.route.Firewall#all")
    void snatTakesTheConfiguredAddressAndMasqueradeTheInterfacesOwn(Firewall firewall) throws Exception {
        Uplink fibre = Plans.uplink(1, "fibre", "eth1", Set.of(Family.IPV4), "192.0.2.3"); // not the first of eth1
        firewall.apply(network.router, Plans.plan(Plans.LAN, Plans.with(Nat.SNAT, Optional.empty(), fibre)));
        firewall.pin(network.router);
        assertThat(seen()).isEqualTo("192.0.2.3");

        firewall.apply(network.router, Plans.plan(Plans.LAN, Plans.with(Nat.MASQUERADE, Optional.empty(), fibre)));
        assertThat(seen()).isEqualTo("192.0.2.2");
    }

    @ParameterizedTest
    @MethodSource("org.ftrouter.route.Firewall#all")
    void noneLeavesTheSourceAsItIsInBothFamilies(Firewall firewall) throws Exception {
        network.internet.ip("route add 192.168.0.0/24 via 198.51.100.2\nroute add fd00::/64 via 2001:db8:2::2\n");
        Uplink cable = Plans.uplink(2, "cable", "eth2", BOTH, "198.51.100.2", "2001:db8:2::2");
        firewall.apply(network.router, Plans.plan(Plans.LAN, cable));
        assertThat(seen()).as("before").isEqualTo("198.51.100.2");

        firewall.apply(network.router, Plans.plan(Plans.LAN, Plans.with(Nat.NONE, Optional.empty(), cable)));

        assertThat(seen()).isEqualTo("192.168.0.10");
        assertThat(seen6(null)).isEqualTo(LAN_HOST6);
    }

    @ParameterizedTest
    @MethodSource("org.ftrouter.route.Firewall#all")
    void nptExchangesThePrefixToAndFroAndNothingElse(Firewall firewall) throws Exception {
        network.internet.ip("route add 2001:db8:c::/64 via 2001:db8:2::2\n");
        network.router.ip("addr add fd00:0:0:5::1/64 dev eth0 nodad\naddr add 2001:db8:c::1/128 dev lo nodad\n");
        network.lan.ip("addr add fd00:0:0:5::10/64 dev eth0 nodad\n");
        Uplink cable = Plans.with(
                Nat.NPT,
                Plans.prefixes("fd00::", "2001:db8:c::", 64),
                Plans.uplink(2, "cable", "eth2", BOTH, "198.51.100.2"));
        firewall.apply(network.router, Plans.plan(Plans.LAN, cable));

        assertThat(seen6("fd00::10")).isEqualTo("2001:db8:c:0:0:0:0:10");
        assertThat(seen6("fd00:0:0:5::10")).as("outside the prefix").isEqualTo("2001:db8:2:0:0:0:0:2");
        assertThat(seen()).as("IPv4").isEqualTo("198.51.100.2");
        assertThat(network.seen(network.internet, null, network.lan, "fd00::10", "2001:db8:c::10", 81))
                .as("a connection from outside")
                .isEqualTo("2001:db8:2:0:0:0:0:1");
        assertThat(network.seen(network.internet, null, network.router, "2001:db8:c::1", "2001:db8:c::1", 82))
                .as("the router's own address")
                .isEqualTo("2001:db8:2:0:0:0:0:1");
    }

    @ParameterizedTest
    @MethodSource("org.ftrouter.route.Firewall#all")
    void withoutNptNothingOfItIsLeft(Firewall firewall) throws Exception {
        Uplink cable = Plans.uplink(2, "cable", "eth2", BOTH);
        firewall.apply(network.router, Plans.plan(Plans.LAN, cable));
        String usual = firewall.saved(network.router, Family.IPV6);
        firewall.apply(
                network.router,
                Plans.plan(Plans.LAN, Plans.with(Nat.NPT, Plans.prefixes("fd00::", "2001:db8:c::", 64), cable)));
        assertThat(firewall.saved(network.router, Family.IPV6)).contains("2001:db8:c::/64");

        firewall.apply(network.router, Plans.plan(Plans.LAN, cable));

        assertThat(firewall.saved(network.router, Family.IPV6)).isEqualTo(usual);
    }

    private String seen() throws Exception {
        return network.seenSource(network.lan, Network.INTERNET, 80);
    }

    private String seen6(@Nullable String source) throws Exception {
        return network.seen(network.lan, source, network.internet, Network.INTERNET6, Network.INTERNET6, 80);
    }
}
