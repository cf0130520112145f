// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.Addresses;
import org.ftrouter.dist.lab.Daemon;
import org.ftrouter.dist.lab.Fault;
import org.ftrouter.dist.lab.Flow;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabBuilder;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.dist.lab.Stamp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What becomes of the flows of an uplink that dies, by each {@code on-down} and {@code on-return}, and of those of the
 * others: nothing. In both families at once.
 */
@Tag("paired")
class ExitIT {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration CUT_AFTER = Duration.ofSeconds(5);
    private static final int OPENING = 20;

    private Lab lab;
    private Router router;
    private Daemon daemon;
    private LabUplink fibre;
    private LabUplink cable;
    private LabUplink lte;

    /** What is built. */
    LabBuilder wired() {
        return Lab.builder().families(Family.values());
    }

    @BeforeEach
    void build() throws Exception {
        lab = wired().config("probe { hold-up = 1s }\nrouting { cut-after = " + CUT_AFTER.toSeconds() + "s }")
                .build();
        router = new Router(lab);
        fibre = lab.uplink("fibre");
        cable = lab.uplink("cable");
        lte = lab.uplink("lte");
        daemon = lab.startDaemon();
        router.awaitAllUp();
        lab.awaitAllCarry(Router.LONG);
    }

    @AfterEach
    void remove() throws Exception {
        lab.close();
    }

    /** Opens a flow, which ends with the lab. */
    private interface Opener {
        Flow open(Family family) throws Exception;
    }

    private List<Flow> each(Opener opener) throws Exception {
        var flows = new ArrayList<Flow>();
        for (Family family : lab.families()) {
            flows.add(opener.open(family));
        }
        return flows;
    }

    private List<Flow> datagrams(LabUplink uplink) throws Exception {
        return each(family -> lab.flows().udp(uplink, family));
    }

    private List<Flow> streams(LabUplink uplink) throws Exception {
        return each(family -> lab.flows().tcp(uplink, family));
    }

    private List<Flow> inbound(LabUplink uplink) throws Exception {
        List<Flow> flows = each(family -> lab.flows().inbound(uplink, family, Addresses.LAN_PORT));
        assertAnswered(flows, Stamp.now());
        return flows;
    }

    private static void assertAnswered(List<Flow> flows, Stamp after) throws Exception {
        for (Flow flow : flows) {
            assertThat(flow.awaitAnswer(after, Router.LONG))
                    .as(flow.destination())
                    .isTrue();
        }
    }

    /** They have to do without that uplink now, and the kernel with what it knew of them there. */
    private void assertMoved(List<Flow> flows, LabUplink from, Stamp after) throws Exception {
        assertAnswered(flows, after);
        for (Flow flow : flows) {
            assertThat(from.owns(flow.source())).as(flow.destination()).isFalse();
            assertThat(router.tracked(from, flow)).as(flow.destination()).isZero();
        }
    }

    private void assertReset(List<Flow> flows, LabUplink from) throws Exception {
        for (Flow flow : flows) {
            assertThat(flow.awaitEnd(Router.LONG)).as(flow.destination()).isTrue();
            assertThat(flow.end().orElseThrow()).as(flow.destination()).contains("reset");
            assertThat(router.tracked(from, flow)).as(flow.destination()).isZero();
        }
    }

    private void assertStill(List<Flow> flows, LabUplink there) throws Exception {
        for (Flow flow : flows) {
            assertThat(flow.end()).as(flow.destination()).isEmpty();
            assertThat(there.owns(flow.source())).as(flow.destination()).isTrue();
            assertThat(router.tracked(there, flow)).as(flow.destination()).isPositive();
        }
    }

    private static void assertUntouched(List<Flow> flows, LabUplink there, Stamp from) {
        for (Flow flow : flows) {
            assertThat(flow.end()).as(flow.destination()).isEmpty();
            assertThat(there.owns(flow.source())).as(flow.destination()).isTrue();
            assertThat(flow.longestSilence(from, Stamp.now()))
                    .as(flow.destination())
                    .isLessThan(SECOND);
        }
    }

    @Tag("essence")
    @Test
    void udpMovesAtOnceAndEstablishedTcpIsResetAfterAWhile() throws Exception {
        List<Flow> datagrams = datagrams(fibre);
        List<Flow> streams = streams(fibre);
        List<Flow> others = Stream.concat(datagrams(cable).stream(), streams(cable).stream())
                .toList();
        assertStill(datagrams, fibre);

        Stamp broken = lab.fault(fibre, Fault.BLACKHOLE);
        router.awaitHealth(fibre, "down");
        assertMoved(datagrams, fibre, Stamp.now());
        assertStill(streams, fibre);
        assertReset(streams, fibre);
        Duration cut = broken.until(Stamp.now());

        for (Flow flow : datagrams) {
            Duration moved = broken.until(first(flow, broken));
            Figures.note("blackhole: UDP to " + flow.destination() + " answered again", Figures.seconds(moved), "-");
            assertThat(moved).isLessThan(Duration.ofSeconds(4));
        }
        Figures.note("blackhole: established TCP reset (cut-after 5 s)", Figures.seconds(cut), "not before");
        assertThat(cut).isGreaterThan(CUT_AFTER);
        assertUntouched(others, cable, broken);
        assertThat(daemon.lastWords()).contains("fibre: ", " freed to take another uplink");
    }

    private static Stamp first(Flow flow, Stamp after) {
        // what was under way at the fault may still be answered
        Stamp silent = after.plus(Duration.ofMillis(300));
        return flow.answers().stream().filter(silent::isBefore).findFirst().orElseThrow();
    }

    @Test
    void connectionsThatWereBeingOpenedAreOpenedThroughAnotherUplink() throws Exception {
        lab.fault(fibre, Fault.BLACKHOLE);
        var flows = new ArrayList<Flow>();
        for (int i = 0; i < OPENING; i++) {
            int number = i;
            flows.addAll(each(family -> lab.flows().tcp(Addresses.destination(family, number))));
        }
        Stamp opened = Stamp.now();
        int answered = 0;
        for (Flow flow : flows) {
            answered += flow.awaitAnswer(opened, Duration.ofSeconds(10)) ? 1 : 0;
            assertThat(fibre.owns(flow.source())).isFalse();
        }

        Figures.note("blackhole: connections being opened that succeed", answered + " of " + flows.size(), "all");
        assertThat(answered).isEqualTo(flows.size());
    }

    /** The third uplink becomes the standby one, and carries, as the two others are cut. */
    private void carryByStandby(String onReturn) throws Exception {
        String config = Files.readString(lab.config());
        lab.writeConfig(config.replaceFirst(
                "(?s)(lte \\{.*?)priority = 1", "$1priority = 2, on-return = " + onReturn + ", move-after = 3s"));
        assertThat(router.ftr("reload").exitCode()).isZero();
        lab.fault(fibre, Fault.CARRIER);
        lab.fault(cable, Fault.CARRIER);
    }

    private Duration awaitMoved(List<Flow> datagrams, Stamp healing) throws Exception {
        Router.await(
                "UDP has moved", Router.LONG, () -> datagrams.stream().allMatch(flow -> fibre.owns(flow.source())));
        return healing.until(Stamp.now());
    }

    @Test
    void trafficLeavesAStandbyUplinkOnceTheBetterOnesHaveCarriedLongEnough() throws Exception {
        carryByStandby("move-all");
        List<Flow> datagrams = datagrams(lte);
        List<Flow> streams = streams(lte);
        List<Flow> inbound = inbound(lte);
        Stamp healing =
                Stamp.now(); // late answers may make it return at once, before this test knows that it has healed
        lab.heal(fibre);

        Duration moved = awaitMoved(datagrams, healing);
        assertReset(streams, lte);
        assertMoved(datagrams, lte, Stamp.now());

        Figures.note("better uplink healed: traffic has left the standby one", Figures.seconds(moved), "hold-up + 3 s");
        assertThat(moved).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
        assertAnswered(inbound, Stamp.now());
        assertThat(inbound).allSatisfy(flow -> assertThat(flow.end()).isEmpty());
    }

    @Test
    void withMoveUdpStreamsStayOnTheStandbyUplink() throws Exception {
        carryByStandby("move-udp");
        List<Flow> datagrams = datagrams(lte);
        List<Flow> streams = streams(lte);
        List<Flow> inbound = inbound(lte);
        Stamp healing =
                Stamp.now(); // late answers may make it return at once, before this test knows that it has healed
        lab.heal(fibre);

        Duration moved = awaitMoved(datagrams, healing);
        assertMoved(datagrams, lte, Stamp.now());
        Router.live(Duration.ofSeconds(3)); // what is freed for the second time is, too

        assertThat(moved).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
        assertAnswered(streams, Stamp.now());
        assertStill(streams, lte);
        assertAnswered(inbound, Stamp.now());
        assertThat(inbound).allSatisfy(flow -> assertThat(flow.end()).isEmpty());
    }

    @Test
    void withoutAWishFlowsStayOnTheStandbyUplink() throws Exception {
        carryByStandby("keep");
        List<Flow> flows =
                Stream.concat(datagrams(lte).stream(), streams(lte).stream()).toList();
        List<Flow> inbound = inbound(lte);
        lab.heal(fibre);
        router.awaitHealth(fibre, "up");
        Stamp returned = Stamp.now();
        for (Family family : lab.families()) {
            assertThat(lab.meter().awaitUplink(fibre, family, returned, Router.LONG))
                    .isPresent();
        }
        Router.live(Duration.ofSeconds(5)); // move-after is 3 s

        assertAnswered(flows, Stamp.now());
        assertStill(flows, lte);
        assertUntouched(flows, lte, returned);
        assertAnswered(inbound, Stamp.now());
        assertThat(inbound).allSatisfy(flow -> assertThat(flow.end()).isEmpty());
    }

    @Test
    void establishedTcpLivesThroughAFaultThatIsShorterThanCutAfter() throws Exception {
        List<Flow> streams = streams(fibre);
        Stamp broken = lab.fault(fibre, Fault.BLACKHOLE);
        router.awaitHealth(fibre, "down");
        Stamp healed = lab.heal(fibre);
        assertThat(broken.until(healed)).isLessThan(CUT_AFTER);

        assertAnswered(streams, healed);
        router.awaitHealth(fibre, "up");
        Router.live(CUT_AFTER);

        assertStill(streams, fibre);
        assertAnswered(streams, Stamp.now());
    }

    private void onDown(String action) throws Exception {
        lab.writeConfig(Files.readString(lab.config()).replace("routing {", "routing { on-down = " + action + ","));
        assertThat(router.ftr("reload").exitCode()).isZero();
    }

    @Test
    void withKeepTheyWaitForTheirUplink() throws Exception {
        onDown("keep");
        List<Flow> datagrams = datagrams(fibre);
        lab.fault(fibre, Fault.BLACKHOLE);
        router.awaitHealth(fibre, "down");
        Stamp down = Stamp.now();
        Router.live(Duration.ofSeconds(3));
        assertStill(datagrams, fibre);
        assertThat(datagrams)
                .allSatisfy(flow -> assertThat(flow.awaitAnswer(down, SECOND)).isFalse());

        lab.heal(fibre);

        assertAnswered(datagrams, Stamp.now());
        assertStill(datagrams, fibre);
    }

    /** With the usual way out, established TCP would wait for longer than this test. */
    @Test
    void withCutAllMoveAtOnce() throws Exception {
        lab.writeConfig(Files.readString(lab.config()).replaceFirst("cut-after = [0-9]+s", "cut-after = 1h"));
        onDown("cut");
        List<Flow> datagrams = datagrams(fibre);
        List<Flow> streams = streams(fibre);
        List<Flow> others = Stream.concat(datagrams(cable).stream(), streams(cable).stream())
                .toList();
        assertStill(datagrams, fibre);
        assertStill(streams, fibre);

        Stamp broken = lab.fault(fibre, Fault.BLACKHOLE);
        router.awaitHealth(fibre, "down");
        assertMoved(datagrams, fibre, Stamp.now());
        assertReset(streams, fibre);

        Figures.note(
                "blackhole: established TCP reset with on-down = cut", Figures.seconds(broken.until(Stamp.now())), "-");
        assertUntouched(others, cable, broken);
    }
}
