// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.Addresses;
import org.ftrouter.dist.lab.Completed;
import org.ftrouter.dist.lab.Daemon;
import org.ftrouter.dist.lab.Flow;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.dist.lab.Stamp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The daemon is killed at every write to the firewall of a change, in the midst of traffic of both families, and started
 * anew: the rules are those of a clean start, and nobody has noticed.
 */
@Tag("paired")
class FirewallKillIT {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int MOST_WRITES = 12;

    @TempDir
    private Path folder;

    private Lab lab;
    private Router router;
    private DeadlyPrograms programs;
    private Daemon daemon;
    private String iptables;
    private String nftables;
    private String fewer;

    private void build(String firewall) throws Exception {
        programs = DeadlyPrograms.in(folder);
        lab = Lab.builder()
                .families(Family.values())
                .uplinks(3)
                .config("probe { hold-up = 1s }")
                .firewall(firewall)
                .ftr(programs.ftr())
                .build();
        router = new Router(lab);
        String text = Files.readString(lab.config());
        iptables = text.replace("type = nftables", "type = iptables");
        nftables = text.replace("type = iptables", "type = nftables");
        fewer = text.replaceFirst("(?m)^  lte \\{.*\n", "");
        lab.router().nft("table inet theirs { chain c { type filter hook forward priority 7; accept; }; }");
        lab.router().exec("iptables", "-t", "mangle", "-A", "PREROUTING", "-i", "nowhere", "-j", "ACCEPT");
        lab.router().exec("ip6tables", "-t", "mangle", "-A", "PREROUTING", "-i", "nowhere", "-j", "ACCEPT");
    }

    @AfterEach
    void remove() throws Exception {
        lab.close();
    }

    @Test
    void anUplinkIsAddedAndRemovedWithIptables() throws Exception {
        build("iptables");
        int deaths = dieAtEveryWrite(fewer, iptables) + dieAtEveryWrite(iptables, fewer);

        assertThat(deaths)
                .as("writes of two tables in two families, to and fro")
                .isGreaterThanOrEqualTo(8);
    }

    @Test
    void anUplinkIsAddedAndRemovedWithNftables() throws Exception {
        build("nftables");
        int deaths = dieAtEveryWrite(fewer, nftables) + dieAtEveryWrite(nftables, fewer);

        assertThat(deaths).as("one transaction, to and fro").isGreaterThanOrEqualTo(2);
    }

    @Test
    void oneFirewallTakesThePlaceOfTheOther() throws Exception {
        build("iptables");
        int deaths = dieAtEveryWrite(iptables, nftables) + dieAtEveryWrite(nftables, iptables);

        assertThat(deaths)
                .as("the new one's writes, and the removal of the old")
                .isGreaterThanOrEqualTo(10);
    }

    @Test
    void aCleanupThatIsKilledIsCompletedByTheNextOneOrTakenBackByTheDaemon() throws Exception {
        build("iptables");
        String pristine = rules();
        String kernel = router.kernel();
        start(iptables);
        String wanted = rules();
        int deaths = 0;
        while (true) {
            lab.killDaemon();
            programs.arm(deaths);
            Completed done = router.ftr("cleanup");
            if (programs.disarm()) {
                assertThat(done.exitCode()).as(done.output()).isZero();
                break;
            }
            deaths++;
            start(iptables);
            assertThat(rules()).as("death " + deaths).isEqualTo(wanted);
            lab.killDaemon();
            programs.arm(deaths - 1);
            assertThat(router.ftr("cleanup").exitCode()).isNotZero();
            assertThat(router.ftr("cleanup").exitCode()).isZero();
            assertThat(rules()).as("death " + deaths).isEqualTo(pristine);
            assertThat(router.kernel()).as("death " + deaths).isEqualTo(kernel);
            start(iptables);
        }

        assertThat(deaths).isGreaterThanOrEqualTo(4);
        assertThat(rules()).isEqualTo(pristine);
        assertThat(router.kernel()).isEqualTo(kernel);
    }

    /** Begins with one configuration; returns at how many writes on the way to the other the daemon was killed. */
    private int dieAtEveryWrite(String from, String to) throws Exception {
        start(to);
        String wanted = rules();
        lab.killDaemon();
        Completed cleanup = router.ftr("cleanup");
        assertThat(cleanup.exitCode()).as(cleanup.output()).isZero();
        start(from);
        String former = rules();
        awaitCarrying();
        router.forgetForeignPackets();
        List<Flow> flows = flows();
        List<String> sources = flows.stream().map(Flow::source).toList();
        Stamp since = Stamp.now();
        int deaths = 0;
        while (true) {
            programs.arm(deaths);
            lab.writeConfig(to);
            router.ftr("reload"); // its answer may not come any more
            Router.await("it is done, or killed", Router.LONG, () -> !daemon.isAlive() || rules().equals(wanted));
            if (programs.disarm()) {
                break;
            }
            assertThat(++deaths).isLessThan(MOST_WRITES);
            start(to);
            Router.await("the rules of a clean start, " + deaths, Router.LONG, () -> rules().equals(wanted));
            assertUnharmed(flows, sources, since);
            reload(from);
            Router.await("the former rules", Router.LONG, () -> rules().equals(former));
        }
        assertUnharmed(flows, sources, since);
        for (Flow flow : flows) {
            flow.close();
        }
        lab.pauseMeter();
        lab.killDaemon();
        return deaths;
    }

    private void start(String config) throws Exception {
        lab.writeConfig(config);
        daemon = lab.startDaemon();
        router.awaitAllUp();
    }

    private void reload(String config) throws Exception {
        lab.writeConfig(config);
        Completed done = router.ftr("reload");
        assertThat(done.exitCode()).as(done.output()).isZero();
        router.awaitAllUp();
    }

    private void awaitCarrying() throws Exception {
        Stamp start = Stamp.now();
        for (LabUplink uplink : staying()) {
            for (Family family : Family.values()) {
                assertThat(lab.meter().awaitUplink(uplink, family, start, Router.LONG))
                        .isPresent();
            }
        }
        assertThat(lab.meter().awaitQuiet(SECOND, Router.LONG)).isTrue();
    }

    /** Those that every configuration has. */
    private List<LabUplink> staying() {
        return lab.uplinks().subList(0, 2);
    }

    private List<Flow> flows() throws Exception {
        var flows = new ArrayList<Flow>();
        for (LabUplink uplink : staying()) {
            for (Family family : Family.values()) {
                flows.add(lab.flows().tcp(uplink, family));
                flows.add(lab.flows().udp(uplink, family));
                flows.add(lab.flows().inbound(uplink, family, Addresses.LAN_PORT));
            }
        }
        Stamp opened = Stamp.now();
        for (Flow flow : flows) {
            assertThat(flow.awaitAnswer(opened, Router.LONG)).isTrue();
        }
        return flows;
    }

    private void assertUnharmed(List<Flow> flows, List<String> sources, Stamp since) throws Exception {
        Stamp now = Stamp.now();
        for (int i = 0; i < flows.size(); i++) {
            Flow flow = flows.get(i);
            assertThat(flow.awaitAnswer(now, SECOND)).as(flow.destination()).isTrue();
            assertThat(flow.end()).isEmpty();
            assertThat(flow.source()).isEqualTo(sources.get(i));
            assertThat(flow.longestSilence(since, now)).isLessThan(SECOND);
        }
        assertThat(router.foreignPackets()).as(router.foreignSources()).isZero();
    }

    /** Everybody's, as text. */
    private String rules() throws Exception {
        var rules = new StringBuilder();
        for (String program : List.of("iptables-save", "ip6tables-save")) {
            lab.router()
                    .exec(program)
                    .lines()
                    .filter(line -> line.startsWith("-A ") || line.startsWith(":FTR"))
                    .forEach(line -> rules.append(program)
                            .append(line.replaceAll("\\[.*", ""))
                            .append('\n'));
        }
        for (String table : List.of("ftr", "theirs")) {
            rules.append(lab.router()
                    .run("nft", "-s", "list", "table", "inet", table)
                    .output());
        }
        return rules.toString();
    }
}
