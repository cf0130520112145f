// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.Addresses;
import org.ftrouter.dist.lab.Completed;
import org.ftrouter.dist.lab.Flow;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.dist.lab.Stamp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * One firewall in the place of the other: its rules go once those of the new one stand, and no connection of either family
 * notices.
 */
@Tag("paired")
class FirewallSwitchIT {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration SOON = Duration.ofSeconds(5);

    private Lab lab;
    private Router router;
    private String iptables;
    private String nftables;
    private final List<Flow> flows = new ArrayList<>();
    private final List<String> sources = new ArrayList<>();
    private Stamp from;

    @BeforeEach
    void build() throws Exception {
        lab = Lab.builder()
                .families(Family.values())
                .uplinks(2)
                .config("probe { hold-up = 1s }")
                .firewall("iptables")
                .build();
        router = new Router(lab);
        iptables = Files.readString(lab.config());
        nftables = iptables.replace("type = iptables", "type = nftables");
        lab.startDaemon();
        router.awaitAllUp();
        lab.awaitAllCarry(Router.LONG);
        router.forgetForeignPackets();
        assertThat(lab.meter().awaitQuiet(SECOND, Router.LONG)).isTrue();
        for (LabUplink uplink : lab.uplinks()) {
            for (Family family : lab.families()) {
                flows.add(lab.flows().tcp(uplink, family));
                flows.add(lab.flows().udp(uplink, family));
                flows.add(lab.flows().inbound(uplink, family, Addresses.LAN_PORT));
            }
        }
        from = Stamp.now();
        for (Flow flow : flows) {
            assertThat(flow.awaitAnswer(from, Router.LONG)).isTrue();
            sources.add(flow.source());
        }
    }

    @AfterEach
    void remove() throws Exception {
        lab.close();
    }

    private boolean hasChains() throws Exception {
        return lab.router().exec("iptables-save").contains("FTR_")
                || lab.router().exec("ip6tables-save").contains("FTR_");
    }

    private boolean hasTable() throws Exception {
        return lab.router().exec("nft", "list", "tables").contains("table inet ftr\n");
    }

    private void reload(String config) throws Exception {
        lab.writeConfig(config);
        Completed done = router.ftr("reload");
        assertThat(done.exitCode()).as(done.output()).isZero();
    }

    private void restart(String config) throws Exception {
        lab.killDaemon();
        lab.writeConfig(config);
        lab.startDaemon();
        router.awaitAllUp();
    }

    private void assertOnlyTableRemains() throws Exception {
        Router.await("the chains are gone", SOON, () -> !hasChains());
        assertThat(hasTable()).isTrue();
    }

    private void assertOnlyChainsRemain() throws Exception {
        Router.await("the table is gone", SOON, () -> !hasTable());
        assertThat(hasChains()).isTrue();
    }

    private void assertNothingIsLost() throws Exception {
        Router.live(SECOND);
        Stamp to = Stamp.now();
        for (int i = 0; i < flows.size(); i++) {
            Flow flow = flows.get(i);
            assertThat(flow.awaitAnswer(to, SECOND)).as(flow.destination()).isTrue();
            assertThat(flow.end()).isEmpty();
            assertThat(flow.source()).isEqualTo(sources.get(i));
            assertThat(flow.longestSilence(from, to)).isLessThan(SECOND);
        }
        assertThat(lab.meter().since(from).failures()).isEmpty();
        assertThat(router.foreignPackets()).as(router.foreignSources()).isZero();
        Figures.note(
                "another firewall: connections lost",
                "0 of " + lab.meter().since(from).total(),
                "0");
    }

    private long said(String text) throws Exception {
        return Files.readString(lab.folder().resolve("daemon.log"))
                .lines()
                .filter(l -> l.contains(text))
                .count();
    }

    @Test
    void theRulesOfTheFormerOneGoWithoutAConnectionLost() throws Exception {
        assertThat(hasChains()).isTrue();

        reload(nftables);
        assertOnlyTableRemains();
        assertNothingIsLost();
        reload(iptables);
        assertOnlyChainsRemain();
        assertNothingIsLost();
        restart(nftables);
        assertOnlyTableRemains();
        assertNothingIsLost();
        restart(iptables);
        assertOnlyChainsRemain();
        assertNothingIsLost();

        assertThat(said("the configuration does not name it any more")).isEqualTo(4);
        assertThat(router.ftr("doctor").output()).doesNotContain("bear our names");
        lab.killDaemon();
        lab.writeConfig(nftables);
        assertThat(router.ftr("doctor").output()).contains("rules of iptables that bear our names");
        Completed cleanup = router.ftr("cleanup");
        assertThat(cleanup.exitCode()).as(cleanup.output()).isZero();
        assertThat(hasChains()).isFalse();
    }
}
