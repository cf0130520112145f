// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.Addresses;
import org.ftrouter.dist.lab.Fault;
import org.ftrouter.dist.lab.Flow;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabBuilder;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.dist.lab.Stamp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An uplink dies while as many flows run as a small office has: 30 TCP, 30 UDP, 50 being opened, in each family. */
class LoadedExitIT {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration CUT_AFTER = Duration.ofSeconds(5);
    private static final int HALF_OPEN = 50;

    private Lab lab;
    private Router router;
    private LabUplink fibre;

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
        lab.startDaemon();
        router.awaitAllUp();
        lab.awaitAllCarry(Router.LONG);
    }

    @AfterEach
    void remove() throws Exception {
        lab.close();
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void allElsewhereIsUntouchedAndAllOfTheFailedUplinkWorksAgain(Family family) throws Exception {
        List<Flow> streams = flows(family, 30, "tcp");
        List<Flow> datagrams = flows(family, 30, "udp");
        List<Flow> streamsThere = of(fibre, streams);
        List<Flow> datagramsThere = of(fibre, datagrams);
        assertThat(streamsThere).hasSizeBetween(1, 29);
        assertThat(datagramsThere).hasSizeBetween(1, 29);
        List<String> before = sources(streams, datagrams);
        Duration normal = silenceWhileAsManyOpen(family, streams, datagrams);
        assertTracked(datagramsThere, true);

        Stamp broken = lab.fault(fibre, Fault.BLACKHOLE);
        List<Flow> opening = halfOpen(family, HALF_OPEN);
        router.awaitHealth(fibre, family, "down");
        assertMoved(family, datagramsThere, opening, broken, Stamp.now());
        assertThat(streamsThere).allSatisfy(f -> assertThat(f.end()).isEmpty());
        assertReset(streamsThere);
        assertThat(broken.until(Stamp.now())).isGreaterThan(CUT_AFTER);

        Duration mostSilence = normal.plus(SECOND);
        assertUntouched(streams, streamsThere, before.subList(0, 30), broken, mostSilence);
        assertUntouched(datagrams, datagramsThere, before.subList(30, 60), broken, mostSilence);
        assertTracked(datagramsThere, false);
        assertTracked(streamsThere, false);
    }

    private void assertMoved(Family family, List<Flow> datagrams, List<Flow> opening, Stamp broken, Stamp down)
            throws Exception {
        for (Flow flow : datagrams) {
            assertThat(flow.awaitAnswer(down, Router.LONG)).isTrue();
        }
        Duration moved = longest(datagrams, down);
        for (Flow flow : opening) {
            assertThat(flow.awaitAnswer(broken, Router.LONG))
                    .as(flow.destination())
                    .isTrue();
            assertThat(fibre.owns(flow.source())).isFalse();
        }
        Duration opened = longest(opening, down);

        String what = "loaded router, " + family;
        Figures.note(what + ": UDP of the failed uplink answered after DOWN", Figures.seconds(moved), "<= 1 s");
        Figures.note(what + ": half-open answered after DOWN", Figures.seconds(opened), "<= 1 s and a retransmission");
        assertThat(moved).isLessThan(Duration.ofSeconds(2));
        assertThat(opened).isLessThan(Duration.ofSeconds(4)); // a client repeats its SYN after 1, 2 or 3, 4 seconds
    }

    /** And whoever connects anew is served. */
    private void assertReset(List<Flow> streams) throws Exception {
        for (Flow flow : streams) {
            assertThat(flow.awaitEnd(Router.LONG)).isTrue();
            assertThat(flow.end().orElseThrow()).contains("reset");
        }
        for (Flow flow : streams) {
            try (Flow again = lab.flows().tcp(flow.destination())) {
                assertThat(again.awaitAnswer(Stamp.now(), Router.LONG)).isTrue();
            }
        }
    }

    /** Whether the kernel keeps each of them to the uplink. */
    private void assertTracked(List<Flow> flows, boolean so) throws Exception {
        for (Flow flow : flows) {
            assertThat(router.tracked(fibre, flow) > 0).as(flow.destination()).isEqualTo(so);
        }
    }

    private List<Flow> flows(Family family, int count, String protocol) throws Exception {
        var flows = new ArrayList<Flow>();
        Stamp start = Stamp.now();
        for (int i = 0; i < count; i++) {
            flows.add(
                    protocol.equals("tcp")
                            ? lab.flows().tcp(Addresses.destination(family, i))
                            : lab.flows().udp(family, i));
        }
        for (Flow flow : flows) {
            assertThat(flow.awaitAnswer(start, Router.LONG)).isTrue();
        }
        return flows;
    }

    /** How long this machine, with all uplinks well, has flows wait while so many others are opened. */
    private Duration silenceWhileAsManyOpen(Family family, List<Flow> streams, List<Flow> datagrams) throws Exception {
        Stamp from = Stamp.now();
        List<Flow> others = open(family, 5 * HALF_OPEN);
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

    private List<Flow> open(Family family, int count) throws Exception {
        var opening = new ArrayList<Flow>();
        for (int i = 0; i < count; i++) {
            opening.add(lab.flows().tcp(Addresses.destination(family, 1000 + i)));
        }
        return opening;
    }

    /** So many connections of the LAN that wait for an answer from the dead uplink: one in three takes it. */
    private List<Flow> halfOpen(Family family, int count) throws Exception {
        Stamp start = Stamp.now();
        List<Flow> opening = open(family, 5 * count);
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
}
