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
import org.ftrouter.dist.lab.Fault;
import org.ftrouter.dist.lab.Flow;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabBuilder;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.dist.lab.MeterReport;
import org.ftrouter.dist.lab.Stamp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Which uplink carries what, in either family: two of weights 3 and 1, a third of priority 2, servers in the LAN and in a
 * DMZ. The hold-up is a second, to save time. The same for every firewall.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("paired")
abstract class FlowsScenarios {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    Lab lab;
    Router router;
    private LabUplink fibre;
    private LabUplink cable;
    private LabUplink lte;

    /** The type of the firewall. */
    abstract String firewall();

    /** What the uplinks of the lab are added to. */
    LabBuilder wired() {
        return Lab.builder().families(Family.values());
    }

    Lab lab() {
        return lab;
    }

    Router router() {
        return router;
    }

    @BeforeAll
    void build() throws Exception {
        lab = wired().uplink("fibre", 3, 1)
                .uplink("cable", 1, 1)
                .uplink("lte", 1, 2)
                .dmz()
                .config("probe { hold-up = 1s }")
                .firewall(firewall())
                .build();
        router = new Router(lab);
        fibre = lab.uplink("fibre");
        cable = lab.uplink("cable");
        lte = lab.uplink("lte");
        lab.startDaemon();
        router.awaitAllUp();
        lab.awaitAllCarry(Router.LONG);
    }

    @AfterAll
    void remove() throws Exception {
        lab.close();
    }

    @AfterEach
    void allIsWellAgain() throws Exception {
        for (LabUplink uplink : lab.uplinks()) {
            lab.heal(uplink);
        }
        router.awaitAllUp();
        assertThat(lab.meter().awaitQuiet(SECOND, Router.LONG)).isTrue();
    }

    @Test
    void weightsThreeToOneGiveThreeQuartersOfAThousandConnections() throws Exception {
        assertThat(lab.meter().awaitQuiet(SECOND, Router.LONG)).isTrue();
        Stamp from = Stamp.now();
        Router.await("a thousand connections are made in each family", Router.slowly(Duration.ofMinutes(1)), () -> {
            MeterReport so = lab.meter().report(from, Stamp.now());
            return lab.families().stream().allMatch(f -> so.of(f).total() >= 1000);
        });
        MeterReport all = lab.meter().since(from);
        for (Family family : lab.families()) {
            MeterReport report = all.of(family);

            Figures.note(
                    "weights 3:1: share of " + report.total() + " connections, " + family,
                    String.format("%.1f %%", 100 * report.share(fibre)),
                    "68-82 %");
            assertThat(report.failures()).isEmpty();
            assertThat(report.share(fibre)).isBetween(0.68, 0.82); // five standard deviations
            assertThat(report.share(lte)).isZero();
        }
    }

    @Test
    void theSecondPriorityCarriesOnlyWhileAllOfTheFirstIsDown() throws Exception {
        lab.fault(fibre, Fault.BLACKHOLE);
        router.awaitHealth(fibre, "down");
        Stamp oneLeft = Stamp.now();
        Router.live(Duration.ofSeconds(2));
        MeterReport one = lab.meter().since(oneLeft.plus(SECOND));

        Stamp noneLeft = lab.fault(cable, Fault.CARRIER);
        for (Family family : lab.families()) {
            assertThat(lab.meter().awaitUplink(lte, family, noneLeft, TEN_SECONDS))
                    .isPresent();
        }
        Router.live(SECOND);
        MeterReport none = lab.meter().since(noneLeft.plus(SECOND));

        lab.heal(cable);
        router.awaitHealth(cable, "up");
        Stamp up = Stamp.now();
        for (Family family : lab.families()) {
            assertThat(lab.meter().awaitUplink(cable, family, up, TEN_SECONDS)).isPresent();
        }
        Stamp back = Stamp.now();
        Router.live(SECOND);
        MeterReport again = lab.meter().since(back);

        assertThat(one.share(cable)).isEqualTo(1);
        assertThat(none.share(lte)).isEqualTo(1);
        assertThat(again.share(cable)).isEqualTo(1);
        assertThat(again.failed()).isZero();
    }

    @Test
    void aLongConnectionLivesThroughFailureRemovalAndReturnOfAnotherUplink() throws Exception {
        String whole = Files.readString(lab.config());
        var flows = new ArrayList<Flow>();
        for (Family family : lab.families()) {
            flows.add(lab.flows().tcp(cable, family));
        }
        try {
            List<String> sources = flows.stream().map(Flow::source).toList();
            Stamp start = Stamp.now();
            lab.fault(fibre, Fault.BLACKHOLE);
            router.awaitHealth(fibre, "down");
            lab.heal(fibre);
            router.awaitHealth(fibre, "up");
            reload(whole.lines().filter(l -> !l.contains("fibre {")).toList());
            Router.live(SECOND);
            reload(whole.lines().toList());
            router.awaitAllUp();
            assertThat(lab.meter().awaitUplink(fibre, Stamp.now(), TEN_SECONDS)).isPresent();
            Stamp end = Stamp.now();

            for (Flow flow : flows) {
                assertThat(flow.awaitAnswer(end, SECOND)).isTrue();
                assertThat(flow.end()).isEmpty();
                Duration silence = flow.longestSilence(start, end);
                String what = "long TCP to " + flow.destination() + " while others change";
                Figures.note(what, Figures.seconds(silence), "silent < 1 s");
                assertThat(silence).isLessThan(SECOND);
            }
            assertThat(flows).extracting(Flow::source).isEqualTo(sources);
        } finally {
            for (Flow flow : flows) {
                flow.close();
            }
        }
    }

    @Test
    void whatComesInThroughAnUplinkIsAnsweredThroughItAlsoOnStandbyAndWhileOthersFail() throws Exception {
        var flows = new ArrayList<Flow>();
        long foreign = router.foreignPackets();
        Stamp start = Stamp.now();
        for (LabUplink uplink : lab.uplinks()) {
            for (Family family : lab.families()) {
                flows.add(lab.flows().inbound(uplink, family, Addresses.LAN_PORT));
                flows.add(lab.flows().inbound(uplink, family, Addresses.DMZ_PORT));
            }
        }
        for (Flow flow : flows) {
            assertThat(flow.awaitAnswer(start, TEN_SECONDS))
                    .as(flow.destination())
                    .isTrue();
        }
        lab.fault(fibre, Fault.BLACKHOLE);
        router.awaitHealth(fibre, "down");
        Stamp failed = Stamp.now();

        for (Flow flow : flows.subList(2 * lab.families().size(), flows.size())) { // those of the two other uplinks
            assertThat(flow.awaitAnswer(failed, SECOND)).as(flow.destination()).isTrue();
        }
        lab.heal(fibre);
        Stamp healed = Stamp.now();
        for (Flow flow : flows) {
            assertThat(flow.awaitAnswer(healed, TEN_SECONDS))
                    .as(flow.destination())
                    .isTrue();
            assertThat(flow.end()).isEmpty();
            flow.close();
        }
        assertThat(router.foreignPackets()).isEqualTo(foreign);
    }

    private void reload(List<String> lines) throws Exception {
        lab.writeConfig(String.join("\n", lines) + "\n");
        Completed done = router.ftr("reload");
        assertThat(done.exitCode()).as(done.output()).isZero();
    }
}
