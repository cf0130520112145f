// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeterReportTest {
    private static final LabUplink FIBRE = new LabUplink(1, "fibre", 1, 1, false);
    private static final LabUplink CABLE = new LabUplink(2, "cable", 1, 1, false);
    private static final Stamp FAULT = new Stamp(5_000_000_000L);

    private static Sample good(int millis, LabUplink uplink) {
        Stamp start = FAULT.plus(Duration.ofMillis(millis));
        return new Sample(start, start.plus(Duration.ofMillis(1)), uplink.address(), "");
    }

    private static Sample bad(int millis) {
        Stamp start = FAULT.plus(Duration.ofMillis(millis));
        return new Sample(start, start.plus(Meter.LIMIT), "", "no answer in time");
    }

    private static MeterReport report(Sample... samples) {
        return new MeterReport(FAULT, List.of(samples), List.of(FIBRE, CABLE));
    }

    @Test
    void theOutageEndsWithTheStartOfTheLastFailedConnection() {
        MeterReport report = report(good(0, FIBRE), bad(10), good(20, CABLE), bad(340), good(350, CABLE));

        assertThat(report.outage()).isEqualTo(Duration.ofMillis(340));
        assertThat(report.failed()).isEqualTo(2);
        assertThat(report.failures()).containsOnly(java.util.Map.entry("no answer in time", 2));
    }

    @Test
    void withoutAFailureThereIsNoOutage() {
        assertThat(report(good(0, FIBRE)).outage()).isZero();
    }

    @Test
    void sharesAreOfTheAnsweredConnections() {
        MeterReport report = report(good(0, FIBRE), good(10, FIBRE), good(20, FIBRE), good(30, CABLE), bad(40));

        assertThat(report.share(FIBRE)).isEqualTo(0.75);
        assertThat(report.carried()).containsEntry("fibre", 3).containsEntry("cable", 1);
    }

    @Test
    void aReportOfNothingHasNoShares() {
        assertThat(report().share(FIBRE)).isZero();
    }

    @Test
    void aStripHasALetterForEachConnectionInTheOrderTheyBegan() {
        MeterReport report = report(good(20, CABLE), good(0, FIBRE), bad(10));

        String line = new Strip(List.of(FIBRE, CABLE)).line(Duration.ofMillis(-500), report);

        assertThat(line).isEqualTo("    -0.5 s  FxC");
    }

    @Test
    void uplinksOfTheSameInitialAreToldApartByNumber() {
        var strip = new Strip(List.of(FIBRE, new LabUplink(2, "fax", 1, 1, false)));

        assertThat(strip.letter(FIBRE)).isEqualTo('F');
        assertThat(strip.letter(new LabUplink(2, "fax", 1, 1, false))).isEqualTo('2');
    }

    @Test
    void linesOfTheAgentAreRead() {
        assertThat(Sample.parse("c 1 2 192.0.2.2")).contains(new Sample(new Stamp(1), new Stamp(2), "192.0.2.2", ""));
        assertThat(Sample.parse("f 1 2 Network is unreachable"))
                .contains(new Sample(new Stamp(1), new Stamp(2), "", "Network is unreachable"));
        assertThat(Sample.parse("ready")).isEmpty();
    }

    @Test
    void countersAreReadAndSubtracted() {
        Counters before = Counters.parse("{ 192.0.2.2 . 9.9.9.9 . 1 counter packets 3 bytes 9 }", "");
        Counters after = Counters.parse(
                "{ 192.0.2.2 . 9.9.9.9 . 1 counter packets 5 bytes 9,\n 192.0.2.2 . 192.0.2.1 . 6 counter packets 1 bytes 9 }",
                "{ 198.51.100.2 counter packets 7 bytes 9 }");

        Counters grown = after.since(before);

        assertThat(grown.probes()).isEqualTo(2);
        assertThat(grown.to("192.0.2.1")).isEqualTo(1);
        assertThat(grown.foreign()).containsOnly(java.util.Map.entry("198.51.100.2", 7L));
        assertThat(grown.foreignPackets()).isEqualTo(7);
    }
}
