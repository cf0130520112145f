// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.Addresses;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabBuilder;
import org.ftrouter.dist.lab.LabUplink;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What {@code hash} makes of the connections of one client to one server, as the internet sees them: one uplink or all. */
@Tag("paired")
class HashIT {
    private static final int CONNECTIONS = 60; // that three uplinks have none of so many: 1 in 10^10

    private Lab lab;

    /** What is built. */
    LabBuilder wired() {
        return Lab.builder().families(Family.values());
    }

    @Test
    void byAddressesOneServerIsReachedThroughOneUplinkByPortsThroughAll() throws Exception {
        try (Lab built = wired().config("probe { hold-up = 1s }").build()) {
            lab = built;
            String original = Files.readString(lab.config());
            var router = new Router(lab);
            lab.startDaemon();
            router.awaitAllUp();
            router.forgetForeignPackets();

            for (String hash : List.of("l3", "l4", "l3")) {
                lab.writeConfig(original.replaceFirst("type = (multipath|realms)", "$0, hash = " + hash));
                assertThat(router.ftr("reload").exitCode()).isZero();
                router.awaitAllUp();
                for (Family family : lab.families()) {
                    String server = Addresses.destination(family, 5);
                    List<String> servers = IntStream.range(0, CONNECTIONS)
                            .mapToObj(i -> Addresses.destination(family, i))
                            .toList();
                    assertThat(uplinks(List.of(server)))
                            .as(hash + " to one server, " + family)
                            .hasSize(hash.equals("l3") ? 1 : 3);
                    assertThat(uplinks(servers))
                            .as(hash + " to many, " + family)
                            .hasSize(3);
                }
            }
            assertThat(router.foreignPackets()).isZero();
        }
    }

    /** Which uplinks carry connections of the LAN's client that go to these in turn. */
    private Set<LabUplink> uplinks(List<String> servers) throws Exception {
        List<String> seen = new Visitor(lab.lan()).visit("tcp", Addresses.ECHO_PORT, CONNECTIONS, servers);
        assertThat(seen).hasSize(CONNECTIONS).doesNotContain("none");
        return lab.uplinks().stream()
                .filter(uplink -> seen.stream().anyMatch(uplink::owns))
                .collect(Collectors.toSet());
    }
}
