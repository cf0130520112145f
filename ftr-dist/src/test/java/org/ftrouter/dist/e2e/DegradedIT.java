// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.Addresses;
import org.ftrouter.dist.lab.Fault;
import org.ftrouter.dist.lab.Flow;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.dist.lab.Stamp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Of two balanced uplinks one loses three pings of ten: what each {@code when-degraded} does with connections. */
@Tag("paired")
class DegradedIT {
    private static final int CONNECTIONS = 300;
    private static final String ECHOES = " -A FORWARD -o core -m statistic --mode random --probability 0.3 -j DROP -p ";

    private Lab lab;
    private Router router;
    private LabUplink fibre;
    private LabUplink cable;
    private LabUplink lte;
    private String base;

    @BeforeEach
    void build() throws Exception {
        lab = Lab.builder()
                .uplink("fibre", 1, 1)
                .uplink("cable", 1, 1)
                .uplink("lte", 1, 2)
                .families(Family.values())
                .build();
        router = new Router(lab);
        fibre = lab.uplink("fibre");
        cable = lab.uplink("cable");
        lte = lab.uplink("lte");
        base = Files.readString(lab.config());
        lab.writeConfig(config("tell"));
        lab.startDaemon();
        router.awaitAllUp();
        router.forgetForeignPackets();
    }

    @AfterEach
    void remove() throws Exception {
        lab.close();
    }

    private String config(String policy) {
        return base + "probe { interval = 200ms, hold-up = 1s, quality { window = 10s, min-samples = 20, "
                + "loss { enter = 20%, leave = 5% }, tell-after = 1s, lower-to = 25%, when-degraded = " + policy
                + " } }\n";
    }

    private void follow(String policy) throws Exception {
        lab.writeConfig(config(policy));
        assertThat(router.ftr("reload").exitCode()).isZero();
        router.awaitHealth(cable, "degraded");
        router.awaitWritten();
    }

    /** The share of an uplink among new connections to many destinations, each of which is answered. */
    private double share(LabUplink uplink, Family family) throws Exception {
        List<String> users = IntStream.range(0, CONNECTIONS)
                .mapToObj(i -> Addresses.destination(family, i))
                .toList();
        List<String> sources = new Visitor(lab.lan()).visit("tcp", Addresses.ECHO_PORT, CONNECTIONS, users);
        assertThat(sources).hasSize(CONNECTIONS).doesNotContain("none");
        return sources.stream().filter(uplink::owns).count() / (double) CONNECTIONS;
    }

    private void assertShare(LabUplink uplink, double least, double most) throws Exception {
        for (Family family : lab.families()) {
            assertThat(share(uplink, family)).as(uplink.name() + " " + family).isBetween(least, most);
        }
    }

    /** Nothing but the questions of probes is lost, so connections are counted exactly. */
    private void losePings(boolean lose) throws Exception {
        lab.provider(cable)
                .host()
                .exec(lose(lose, "iptables", "icmp --icmp-type echo-request").split(" "));
        lab.provider(cable)
                .host()
                .exec(lose(lose, "ip6tables", "icmpv6 --icmpv6-type echo-request")
                        .split(" "));
    }

    private static String lose(boolean lose, String program, String echoes) {
        return program + (lose ? ECHOES : ECHOES.replace(" -A ", " -D ")) + echoes;
    }

    @Test
    void newConnectionsAreSharedAsTheConfigurationSaysAndOldOnesStay() throws Exception {
        var early = new ArrayList<Flow>();
        for (Family family : lab.families()) {
            early.add(lab.flows().tcp(cable, family));
        }
        losePings(true);
        router.awaitHealth(cable, "degraded");
        assertShare(cable, 0.35, 0.65);

        follow("lower"); // a quarter of its weight: one in five
        assertShare(cable, 0.08, 0.33);

        follow("exclude");
        assertShare(cable, 0, 0);
        assertAnswered(early);
        assertThat(Files.readString(lab.folder().resolve("daemon.log"))).contains("DEGRADED cable");

        losePings(false);
        router.awaitHealth(cable, "up");
        router.awaitWritten();
        assertShare(cable, 0.35, 0.65);
        assertAnswered(early);
        assertThat(router.foreignPackets()).as(router.foreignSources()).isZero();
    }

    @Test
    void anExcludedOneIsTheLastChoiceAndBetterThanNone() throws Exception {
        losePings(true);
        follow("exclude");

        lab.fault(fibre, Fault.BLACKHOLE);
        router.awaitHealth(fibre, "down");
        router.awaitWritten();
        assertShare(lte, 1, 1);

        lab.fault(lte, Fault.BLACKHOLE);
        router.awaitHealth(lte, "down");
        router.awaitWritten();
        assertShare(cable, 1, 1);
        assertThat(router.foreignPackets()).as(router.foreignSources()).isZero();
    }

    private static void assertAnswered(List<Flow> flows) throws Exception {
        Stamp now = Stamp.now();
        for (Flow flow : flows) {
            assertThat(flow.awaitAnswer(now, Router.LONG))
                    .as(flow.destination())
                    .isTrue();
            assertThat(flow.end()).isEmpty();
        }
    }
}
