// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ftrouter.dist.lab.Addresses;
import org.ftrouter.dist.lab.Daemon;
import org.ftrouter.dist.lab.Fault;
import org.ftrouter.dist.lab.Flow;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.dist.lab.Stamp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of the flows of an uplink that dies, in two steps, and of those of the others: nothing. */
class ExitIT {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration CUT_AFTER = Duration.ofSeconds(5);
    private static final int OPENING = 20;
    private static final int HALF_OPEN = 50;

    private Lab lab;
    private Router router;
    private Daemon daemon;
    private LabUplink fibre;
    private LabUplink cable;

    @BeforeEach
    void build() throws Exception {
        lab = Lab.builder()
                .config("probe { hold-up = 1s }\nrouting { cut-after = " + CUT_AFTER.toSeconds() + "s }")
                .build();
        router = new Router(lab);
        fibre = lab.uplink("fibre");
        cable = lab.uplink("cable");
        daemon = lab.startDaemon();
        router.awaitAllUp();
        lab.awaitAllCarry(Router.LONG);
    }

    @AfterEach
    void remove() throws Exception {
        lab.close();
    }

    @Test
    void udpMovesAtOnceAndEstablishedTcpIsResetAfterAWhile() throws Exception {
        try (Flow datagrams = lab.flows().udp(fibre);
                Flow stream = lab.flows().tcp(fibre);
                Flow elsewhere = lab.flows().udp(cable);
                Flow other = lab.flows().tcp(cable)) {
            Stamp broken = lab.fault(fibre, Fault.BLACKHOLE);
            router.awaitHealth(fibre, "down");
            Stamp down = Stamp.now();

            assertThat(datagrams.awaitAnswer(down, Duration.ofSeconds(3))).isTrue();
            Duration moved = broken.until(first(datagrams, broken));
            assertThat(fibre.owns(datagrams.source())).isFalse();
            assertThat(stream.end()).isEmpty();
            assertThat(stream.awaitEnd(Router.LONG)).isTrue();
            Duration cut = broken.until(Stamp.now());

            Figures.note("blackhole: UDP flow of that uplink answered again", Figures.seconds(moved), "-");
            Figures.note("blackhole: established TCP reset (cut-after 5 s)", Figures.seconds(cut), "not before");
            assertThat(moved).isLessThan(Duration.ofSeconds(4));
            assertThat(cut).isGreaterThan(CUT_AFTER);
            assertThat(stream.end().orElseThrow()).contains("reset");
            for (Flow flow : List.of(elsewhere, other)) {
                assertThat(flow.end()).isEmpty();
                assertThat(cable.owns(flow.source())).isTrue();
                assertThat(flow.longestSilence(broken, Stamp.now())).isLessThan(SECOND);
            }
            assertThat(daemon.lastWords()).contains("fibre: ", " freed to take another uplink");
        }
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
            flows.add(lab.flows().tcp(Addresses.destination(i)));
        }
        Stamp opened = Stamp.now();
        int answered = 0;
        for (Flow flow : flows) {
            answered += flow.awaitAnswer(opened, Duration.ofSeconds(10)) ? 1 : 0;
            assertThat(fibre.owns(flow.source())).isFalse();
        }

        Figures.note("blackhole: connections being opened that succeed", answered + " of " + OPENING, "all");
        assertThat(answered).isEqualTo(OPENING);
        for (Flow flow : flows) {
            flow.close();
        }
    }

    @Test
    void trafficLeavesAStandbyUplinkOnceTheBetterOnesHaveCarriedLongEnough() throws Exception {
        String config = Files.readString(lab.config());
        lab.writeConfig(config.replaceFirst(
                "(?s)(lte \\{.*?)priority = 1", "$1priority = 2, on-return = move-all, move-after = 3s"));
        assertThat(router.ftr("reload").exitCode()).isZero();
        LabUplink lte = lab.uplink("lte");
        lab.fault(fibre, Fault.CARRIER);
        lab.fault(cable, Fault.CARRIER);
        try (Flow datagrams = lab.flows().udp(lte);
                Flow stream = lab.flows().tcp(lte);
                Flow inbound = lab.flows().inbound(lte, Addresses.LAN_PORT)) {
            assertThat(inbound.awaitAnswer(Stamp.now(), Router.LONG)).isTrue();
            Stamp healed = lab.heal(fibre);
            router.awaitHealth(fibre, "up");

            Router.await("UDP has moved", Router.LONG, () -> fibre.owns(datagrams.source()));
            Duration moved = healed.until(Stamp.now());
            assertThat(stream.awaitEnd(Router.LONG)).isTrue();

            Figures.note(
                    "better uplink healed: traffic has left the standby one", Figures.seconds(moved), "hold-up + 3 s");
            assertThat(moved).isGreaterThan(Duration.ofSeconds(3));
            assertThat(stream.end().orElseThrow()).contains("reset");
            assertThat(inbound.awaitAnswer(Stamp.now(), SECOND)).isTrue();
            assertThat(inbound.end()).isEmpty();
        }
    }

    /** As many as a small office has. */
    @Test
    void ofALoadedRouterAllElsewhereIsUntouchedAndAllOfTheFailedUplinkWorksAgain() throws Exception {
        List<Flow> streams = flows(30, "tcp");
        List<Flow> datagrams = flows(30, "udp");
        List<Flow> streamsThere = of(fibre, streams);
        List<Flow> datagramsThere = of(fibre, datagrams);
        assertThat(streamsThere).hasSizeBetween(1, 29);
        assertThat(datagramsThere).hasSizeBetween(1, 29);
        List<String> before = sources(streams, datagrams);
        Duration normal = silenceWhileAsManyOpen(streams, datagrams);

        Stamp broken = lab.fault(fibre, Fault.BLACKHOLE);
        List<Flow> opening = halfOpen(HALF_OPEN);
        Router.await(
                "fibre is down",
                Router.LONG,
                () -> daemon.lastWords().contains("[DOWN] fibre")
                        || daemon.lastWords().contains("DOWN fibre"));
        Stamp down = Stamp.now();
        for (Flow flow : datagramsThere) {
            assertThat(flow.awaitAnswer(down, Router.LONG)).isTrue();
        }
        Duration moved = longest(datagramsThere, down);
        for (Flow flow : opening) {
            assertThat(flow.awaitAnswer(broken, Router.LONG))
                    .as(flow.destination())
                    .isTrue();
            assertThat(fibre.owns(flow.source())).isFalse();
        }
        Duration opened = longest(opening, down);
        assertThat(streamsThere).allSatisfy(f -> assertThat(f.end()).isEmpty());
        for (Flow flow : streamsThere) {
            assertThat(flow.awaitEnd(Router.LONG)).isTrue();
            assertThat(flow.end().orElseThrow()).contains("reset");
        }
        assertThat(broken.until(Stamp.now())).isGreaterThan(CUT_AFTER);

        Figures.note("loaded router: UDP of the failed uplink answered after DOWN", Figures.seconds(moved), "<= 1 s");
        Figures.note(
                "loaded router: half-open answered after DOWN", Figures.seconds(opened), "<= 1 s and a retransmission");
        assertThat(moved).isLessThan(Duration.ofSeconds(2));
        assertThat(opened).isLessThan(Duration.ofSeconds(4)); // a client repeats its SYN after 1, 2 or 3, 4 seconds
        Duration mostSilence = normal.plus(SECOND);
        assertUntouched(streams, streamsThere, before.subList(0, 30), broken, mostSilence);
        assertUntouched(datagrams, datagramsThere, before.subList(30, 60), broken, mostSilence);
        for (Flow flow : streamsThere) {
            try (Flow again = lab.flows().tcp(flow.destination())) {
                assertThat(again.awaitAnswer(broken, Router.LONG)).isTrue();
            }
        }
    }

    @Test
    void establishedTcpLivesThroughAFaultThatIsShorterThanCutAfter() throws Exception {
        try (Flow stream = lab.flows().tcp(fibre)) {
            Stamp broken = lab.fault(fibre, Fault.BLACKHOLE);
            router.awaitHealth(fibre, "down");
            Stamp healed = lab.heal(fibre);
            assertThat(broken.until(healed)).isLessThan(CUT_AFTER);

            assertThat(stream.awaitAnswer(healed, Router.LONG)).isTrue();
            router.awaitHealth(fibre, "up");
            Router.live(CUT_AFTER);

            assertThat(stream.end()).isEmpty();
            assertThat(fibre.owns(stream.source())).isTrue();
            assertThat(stream.awaitAnswer(Stamp.now(), SECOND)).isTrue();
        }
    }

    private List<Flow> flows(int count, String protocol) throws Exception {
        var flows = new ArrayList<Flow>();
        Stamp start = Stamp.now();
        for (int i = 0; i < count; i++) {
            flows.add(
                    protocol.equals("tcp")
                            ? lab.flows().tcp(Addresses.destination(i))
                            : lab.flows().udp(i));
        }
        for (Flow flow : flows) {
            assertThat(flow.awaitAnswer(start, Router.LONG)).isTrue();
        }
        return flows;
    }

    /** How long this machine, with all uplinks well, has flows wait while so many others are opened. */
    private Duration silenceWhileAsManyOpen(List<Flow> streams, List<Flow> datagrams) throws Exception {
        Stamp from = Stamp.now();
        List<Flow> others = open(5 * HALF_OPEN);
        for (Flow other : others) {
            assertThat(other.awaitAnswer(from, Router.LONG)).isTrue();
        }
        Stamp to = Stamp.now();
        for (Flow other : others) {
            other.close();
        }
        return Stream.concat(streams.stream(), datagrams.stream())
                .map(f -> f.longestSilence(from, to))
                .max(Duration::compareTo)
                .orElseThrow();
    }

    private List<Flow> open(int count) throws Exception {
        var opening = new ArrayList<Flow>();
        for (int i = 0; i < count; i++) {
            opening.add(lab.flows().tcp(Addresses.destination(1000 + i)));
        }
        return opening;
    }

    /** So many connections of the LAN that wait for an answer from the dead uplink: one in three takes it. */
    private List<Flow> halfOpen(int count) throws Exception {
        Stamp start = Stamp.now();
        List<Flow> opening = open(5 * count);
        Router.live(Duration.ofMillis(150));
        opening.removeIf(f -> !f.answers().isEmpty());
        assertThat(start.until(Stamp.now())).as("all of it before DOWN").isLessThan(SECOND);
        assertThat(opening).hasSizeGreaterThanOrEqualTo(count);
        return opening;
    }

    private static List<Flow> of(LabUplink uplink, List<Flow> flows) {
        return flows.stream().filter(f -> uplink.owns(f.source())).toList();
    }

    private static List<String> sources(List<Flow> streams, List<Flow> datagrams) {
        return Stream.concat(streams.stream(), datagrams.stream())
                .map(Flow::source)
                .toList();
    }

    private static Duration longest(List<Flow> flows, Stamp from) {
        return flows.stream()
                .map(f -> f.answers().stream()
                        .filter(from::isBefore)
                        .findFirst()
                        .map(from::until)
                        .orElse(Duration.ZERO))
                .max(Duration::compareTo)
                .orElseThrow();
    }

    private static void assertUntouched(
            List<Flow> all, List<Flow> there, List<String> before, Stamp from, Duration mostSilence) throws Exception {
        for (int i = 0; i < all.size(); i++) {
            Flow flow = all.get(i);
            if (!there.contains(flow)) {
                assertThat(flow.end()).isEmpty();
                assertThat(flow.source()).isEqualTo(before.get(i));
                assertThat(flow.longestSilence(from, Stamp.now())).isLessThan(mostSilence);
            }
        }
    }

    @Test
    void withKeepTheyWaitForTheirUplink() throws Exception {
        lab.writeConfig(Files.readString(lab.config()).replace("routing {", "routing { on-down = keep,"));
        assertThat(router.ftr("reload").exitCode()).isZero();
        try (Flow datagrams = lab.flows().udp(fibre)) {
            lab.fault(fibre, Fault.BLACKHOLE);
            router.awaitHealth(fibre, "down");
            Stamp down = Stamp.now();
            assertThat(datagrams.awaitAnswer(down, Duration.ofSeconds(3))).isFalse();

            lab.heal(fibre);

            assertThat(datagrams.awaitAnswer(Stamp.now(), Router.LONG)).isTrue();
            assertThat(fibre.owns(datagrams.source())).isTrue();
        }
    }
}
