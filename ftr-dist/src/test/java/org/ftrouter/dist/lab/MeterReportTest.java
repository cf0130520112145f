// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.ftrouter.api.Family;
import org.junit.jupiter.api.Test;

class MeterReportTest {
    private static final LabUplink FIBRE = new LabUplink(1, "fibre", 1, 1, false);
    private static final LabUplink CABLE = new LabUplink(2, "cable", 1, 1, false);
    private static final Stamp FAULT = new Stamp(5_000_000_000L);

    private static Sample good(int millis, LabUplink uplink) {
        Stamp start = FAULT.plus(Duration.ofMillis(millis));
        return new Sample(start, start.plus(Duration.ofMillis(1)), "198.19.1.1", uplink.address(), "");
    }

    private static Sample bad(int millis) {
        Stamp start = FAULT.plus(Duration.ofMillis(millis));
        return new Sample(start, start.plus(Meter.LIMIT), "198.19.1.1", "", "no answer in time");
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
    void familiesAreToldApart() {
        Stamp end = FAULT.plus(Duration.ofMillis(1));
        var six = new Sample(FAULT, end, Addresses.destination(Family.IPV6, 7), "2001:db8:2:0:0:0:0:2", "");
        var none =
                new Sample(FAULT.plus(Duration.ofMillis(20)), end, Addresses.destination(Family.IPV6, 8), "", "late");
        MeterReport report = report(six, good(10, FIBRE), none);

        assertThat(report.of(Family.IPV6).share(CABLE)).isEqualTo(1);
        assertThat(report.of(Family.IPV6).failed()).isEqualTo(1);
        assertThat(report.of(Family.IPV4).share(FIBRE)).isEqualTo(1);
        assertThat(report.of(Family.IPV4).failed()).isZero();
        assertThat(new Strip(List.of(FIBRE, CABLE)).line(Duration.ZERO, report)).endsWith("  cFx");
    }

    @Test
    void linesOfTheAgentAreRead() {
        assertThat(Sample.parse("c 1 2 198.19.1.1 192.0.2.2"))
                .contains(new Sample(new Stamp(1), new Stamp(2), "198.19.1.1", "192.0.2.2", ""));
        assertThat(Sample.parse("f 1 2 2001:db8:feed:1::1 Network is unreachable"))
                .contains(new Sample(new Stamp(1), new Stamp(2), "2001:db8:feed:1::1", "", "Network is unreachable"));
        assertThat(Sample.parse("ready")).isEmpty();
    }

    @Test
    void countersOfIpv6AreReadToo() {
        Counters counters = Counters.parse(
                "{ 192.0.2.2 . 9.9.9.9 . 1 counter packets 3 bytes 9 }"
                        + "{ 2001:db8:1::2 . 2620:fe::fe . 58 counter packets 5 bytes 9 }",
                "{ 2001:db8:2::2 counter packets 2 bytes 9 }");

        assertThat(counters.probes(Family.IPV4)).isEqualTo(3);
        assertThat(counters.probes(Family.IPV6)).isEqualTo(5);
        assertThat(counters.probes()).isEqualTo(8);
        assertThat(counters.foreign()).containsOnly(java.util.Map.entry("2001:db8:2::2", 2L));
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
