// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The lab does what it says, with a router that only the kernel looks after. */
class LabIT {
    private static final Duration TICK = Duration.ofMillis(50);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofSeconds(20);

    private static Lab lab;

    @BeforeAll
    static void build() throws Exception {
        lab = Lab.builder()
                .uplink("fibre", 3, 1)
                .uplink("cable", 1, 1)
                .dynamicUplink("lte", 1, 1)
                .dmz()
                .build();
        KernelRouter.install(lab);
        lab.awaitAllCarry(LONG);
    }

    @AfterAll
    static void remove() throws Exception {
        lab.close();
    }

    @AfterEach
    void everyFaultIsHealed() throws Exception {
        for (LabUplink uplink : lab.uplinks()) {
            lab.heal(uplink);
        }
        lab.awaitAllCarry(LONG);
        assertThat(lab.meter().awaitQuiet(SECOND, LONG)).isTrue();
    }

    @Test
    void connectionsAreSharedByWeightAndNoneFails() throws Exception {
        Stamp start = Stamp.now();
        Stamp end = start.plus(Duration.ofSeconds(4));
        lab.meter().settle(end);

        MeterReport report = lab.meter().report(start, end);

        assertThat(report.total()).isBetween(300, 401);
        assertThat(report.failures()).isEmpty();
        assertThat(report.share(lab.uplink("fibre"))).isBetween(0.5, 0.7);
        assertThat(report.carried().values().stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .isEqualTo(report.total());
    }

    @Test
    void aLostCarrierIsSeenByTheRouterAtOnceAndCostsNoLaterConnection() throws Exception {
        lab.fault(lab.uplink("fibre"), Fault.CARRIER);
        Stamp lost = Stamp.now().plus(TICK); // what was under way has lost a packet
        lab.meter().settle(lost.plus(SECOND));

        MeterReport report = lab.meter().report(lost, lost.plus(SECOND));
        assertThat(lab.router().exec("ip", "link", "show", "wan1")).contains("NO-CARRIER");
        assertThat(lab.faultOf(lab.uplink("fibre"))).contains("carrier");
        assertThat(report.failures()).isEmpty();
        assertThat(report.share(lab.uplink("fibre"))).isZero();
    }

    @Test
    void behindABlackholeTheGatewayAnswersAndNothingElseDoes() throws Exception {
        LabUplink fibre = lab.uplink("fibre");
        lab.router().ip(List.of("route add 9.9.9.9 via 192.0.2.1 dev wan1"));

        Stamp fault = lab.fault(fibre, Fault.BLACKHOLE);

        assertThat(lab.ping(lab.router(), fibre.gateway(), SECOND)).isTrue();
        assertThat(lab.ping(lab.router(), "9.9.9.9", SECOND)).isFalse();
        assertThat(lab.meter().awaitQuiet(SECOND, Duration.ofSeconds(3))).isFalse();
        assertThat(lab.meter().since(fault).outage()).isGreaterThan(Duration.ofSeconds(2));
        lab.heal(fibre);
        assertThat(lab.ping(lab.router(), "9.9.9.9", SECOND)).isTrue();
        lab.router().ip(List.of("route del 9.9.9.9 via 192.0.2.1 dev wan1"));
    }

    @Test
    void aDeadGatewayDoesNotEvenAnswerArpButTheLinkIsUp() throws Exception {
        LabUplink cable = lab.uplink("cable");

        lab.fault(cable, Fault.GATEWAY);
        lab.router().ip(List.of("neigh flush dev wan2"));

        assertThat(lab.ping(lab.router(), cable.gateway(), SECOND)).isFalse();
        assertThat(lab.router().exec("ip", "neigh", "show", cable.gateway())).containsAnyOf("INCOMPLETE", "FAILED");
        assertThat(lab.router().exec("ip", "link", "show", "wan2")).contains("LOWER_UP");
        lab.heal(cable);
        assertThat(lab.faultOf(cable)).isEmpty();
        assertThat(lab.ping(lab.router(), cable.gateway(), LONG)).isTrue();
    }

    @Test
    void lossHitsSomeConnectionsOfItsUplinkOnly() throws Exception {
        Stamp fault = lab.fault(lab.uplink("fibre"), Fault.loss(20));
        Stamp end = fault.plus(Duration.ofSeconds(3));
        lab.meter().settle(end);

        MeterReport report = lab.meter().report(fault, end);

        assertThat(report.failed() / (double) report.total()).isBetween(0.05, 0.5);
        assertThat(report.carried())
                .allSatisfy((uplink, count) -> assertThat(count).isPositive());
    }

    @Test
    void aNewFaultReplacesTheOldOne() throws Exception {
        LabUplink lte = lab.uplink("lte");
        lab.fault(lte, Fault.CARRIER);

        lab.fault(lte, Fault.loss(1));

        assertThat(lab.router().exec("ip", "link", "show", "wan3")).contains("LOWER_UP");
        assertThat(lab.faultOf(lte)).contains("loss 1.0");
        assertThat(lab.meter().awaitUplink(lte, Stamp.now(), LONG)).isPresent();
    }

    @Test
    void theProviderCountsWhatItsCustomerSendsAndDropsForeignSources() throws Exception {
        lab.router()
                .ip(List.of(
                        "route add 1.0.0.1 via 192.0.2.1 dev wan1",
                        "route add 8.8.4.4 via 192.0.2.1 dev wan1 src 198.51.100.2"));
        Counters before = lab.provider(1).counters();

        boolean own = lab.ping(lab.router(), "1.0.0.1", SECOND);
        lab.router().nft("""
                table ip untranslated { chain leaving { type filter hook output priority raw;
                  ip daddr 8.8.4.4 notrack
                }
                }
                """);
        boolean foreign = lab.ping(lab.router(), "8.8.4.4", SECOND);

        Counters sent = lab.provider(1).counters().since(before);
        lab.router().nft("delete table ip untranslated");
        lab.router()
                .ip(List.of("route del 1.0.0.1 via 192.0.2.1 dev wan1", "route del 8.8.4.4 via 192.0.2.1 dev wan1"));
        assertThat(own).isTrue();
        assertThat(sent.to("1.0.0.1")).isEqualTo(1);
        assertThat(sent.probes()).isGreaterThanOrEqualTo(1);
        assertThat(foreign).isFalse();
        assertThat(sent.foreign().keySet()).containsExactly("198.51.100.2");
    }

    @Test
    void longFlowsGoOverTheUplinkAskedForAndLiveThroughFaultsOfOthers() throws Exception {
        for (LabUplink uplink : lab.uplinks()) {
            try (Flow tcp = lab.flows().tcp(uplink);
                    Flow udp = lab.flows().udp(uplink)) {
                LabUplink other = lab.uplink(uplink.number() % 3 + 1);
                lab.fault(other, Fault.CARRIER);
                Stamp broken = Stamp.now();

                assertThat(tcp.awaitAnswer(broken, SECOND)).isTrue();
                assertThat(udp.awaitAnswer(broken, SECOND)).isTrue();
                assertThat(tcp.end()).isEqualTo(Optional.empty());
                lab.heal(other);
            }
        }
    }

    @Test
    void serversInsideAreReachedOverEveryUplink() throws Exception {
        for (LabUplink uplink : lab.uplinks()) {
            try (Flow lan = lab.flows().inbound(uplink, Addresses.LAN_PORT);
                    Flow dmz = lab.flows().inbound(uplink, Addresses.DMZ_PORT)) {
                Stamp start = Stamp.now();

                assertThat(lan.awaitAnswer(start, SECOND)).isTrue();
                assertThat(dmz.awaitAnswer(start, SECOND)).isTrue();
                assertThat(dmz.source()).isEqualTo(Addresses.INTERNET);
            }
        }
    }

    @Test
    void everyTargetAnswersTheLan() throws Exception {
        for (String target : Addresses.TARGETS) {
            assertThat(lab.ping(lab.lan(), target, SECOND)).as(target).isTrue();
        }
    }

    @Test
    void aDynamicUplinkIsLeftForTheDaemonToLearn() throws Exception {
        String config = java.nio.file.Files.readString(lab.config());

        assertThat(config)
                .contains("fibre { interface = wan1, address = 192.0.2.2, gateway = 192.0.2.1, weight = 3")
                .contains("lte { interface = wan3, weight = 1, priority = 1 }");
        assertThat(lab.router().exec("ip", "route", "show", "dev", "wan3"))
                .contains("default via 203.0.113.1 proto dhcp");
    }
}
