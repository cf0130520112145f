// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
