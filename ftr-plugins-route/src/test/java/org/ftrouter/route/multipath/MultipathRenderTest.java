// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.multipath;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import org.ftrouter.api.Family;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RouteBackendFactory;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.api.testkit.TestUplinks;
import org.ftrouter.route.Plans;
import org.junit.jupiter.api.Test;

class MultipathRenderTest {

    private static RouteBackend backend(TestSettings settings) {
        RouteBackendFactory factory = ServiceLoader.load(RouteBackendFactory.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(f -> f.type().equals("multipath"))
                .findFirst()
                .orElseThrow();
        return factory.create(settings, new TestContext(Path.of("/nowhere")));
    }

    @Test
    void aPlanIsPrintedAsCommands() {
        String text = backend(TestSettings.of()).render(TestUplinks.plan(Bench.uplinks(2, Family.IPV4), 0, 1));

        assertThat(text).isEqualTo("""
                        sysctl -w net/ipv4/conf/up1/rp_filter=2
                        sysctl -w net/ipv4/conf/up2/rp_filter=2
                        sysctl -w net/ipv4/conf/up1/ignore_routes_with_linkdown=1
                        sysctl -w net/ipv4/conf/up2/ignore_routes_with_linkdown=1
                        sysctl -w net/ipv4/fib_multipath_hash_policy=1
                        sysctl -w net/ipv4/ip_forward=1
                        ip route replace unreachable default table 1001 metric 4000000000 proto 199
                        ip route replace unreachable default table 1002 metric 4000000000 proto 199
                        ip route replace default via 10.1.0.1 dev up1 table 1001 src 10.1.0.2 proto 199
                        ip route replace default via 10.2.0.1 dev up2 table 1002 src 10.2.0.2 proto 199
                        ip route replace default via 10.1.0.1 dev up1 table 200 metric 1001 src 10.1.0.2 proto 199
                        ip route replace default via 10.2.0.1 dev up2 table 200 metric 1002 src 10.2.0.2 proto 199
                        ip route replace default table 200 metric 1000 proto 199 nexthop via 10.1.0.1 dev up1 weight 1 nexthop via 10.2.0.1 dev up2 weight 1
                        ip rule add priority 31000 fwmark 0x8100/0xff00 lookup 1001 protocol 199
                        ip rule add priority 31001 fwmark 0x8200/0xff00 lookup 1002 protocol 199
                        ip rule add priority 31100 lookup main suppress_prefixlength 0 protocol 199
                        ip rule add priority 31200 fwmark 0x100/0xff00 lookup 1001 protocol 199
                        ip rule add priority 31201 fwmark 0x200/0xff00 lookup 1002 protocol 199
                        ip rule add priority 31300 from 10.1.0.2 lookup 1001 protocol 199
                        ip rule add priority 31301 from 10.2.0.2 lookup 1002 protocol 199
                        ip rule add priority 31400 lookup 200 protocol 199
                        ip rule add priority 31500 unreachable protocol 199
                        """);
    }

    @Test
    void anAddressThatSeveralUplinksHaveLeadsToNoneOfThem() {
        Set<Family> ipv4 = Set.of(Family.IPV4);
        String text = backend(TestSettings.of())
                .render(Plans.plan(
                        Plans.NONE,
                        Plans.uplink(1, "fibre", "eth1", ipv4, "192.168.1.2"),
                        Plans.uplink(2, "cable", "eth2", ipv4, "192.168.1.2"),
                        Plans.uplink(3, "lte", "eth3", ipv4, "192.168.1.3")));

        assertThat(text.lines().filter(l -> l.contains(" from ")))
                .containsExactly("ip rule add priority 31202 from 192.168.1.3 lookup 103 protocol 186");
    }

    @Test
    void aSingleMemberIsAPlainRouteWithoutFallback() {
        String text = backend(TestSettings.of("hash", "l3"))
                .render(TestUplinks.plan(List.of(TestUplinks.uplink(1, Family.IPV6)), 0));

        assertThat(text)
                .containsPattern("sysctl -w net/ipv6/fib_multipath_hash_policy=[03]\n") // as this kernel has it
                .contains("ip -6 route replace default via 2001:db8:1:0:0:0:0:1 dev up1 table 200 metric 1000")
                .doesNotContain("metric 1001", "nexthop", "ip rule");
    }
}
