// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.ftrouter.api.Family;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The lab does in IPv6 what it does in IPv4, with a router that only the kernel looks after. */
class DualStackLabIT {
    private static final Duration TICK = Duration.ofMillis(50);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofSeconds(20);

    private static Lab lab;
    private static LabUplink fibre;

    @BeforeAll
    static void build() throws Exception {
        lab = Lab.builder()
                .families(Family.values())
                .uplink("fibre", 3, 1)
                .dynamicUplink("cable", 1, 1)
                .dmz()
                .build();
        fibre = lab.uplink("fibre");
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
    void theFamiliesTakeTurnsAndAreSharedByWeight() throws Exception {
        Stamp start = Stamp.now();
        Stamp end = start.plus(Duration.ofSeconds(6));
        lab.meter().settle(end);

        for (Family family : Family.values()) {
            MeterReport report = lab.meter().report(start, end).of(family);
            assertThat(report.total()).isBetween(200, 301);
            assertThat(report.failures()).isEmpty();
            assertThat(report.share(fibre)).isBetween(0.6, 0.9);
        }
    }

    @Test
    void oneFamilyCanBeBrokenAlone() throws Exception {
        for (Family family : Family.values()) {
            Fault fault = family == Family.IPV4 ? Fault.BLACKHOLE4 : Fault.BLACKHOLE6;
            Stamp broken = lab.fault(fibre, fault);
            lab.meter().settle(broken.plus(SECOND));
            MeterReport report = lab.meter().report(broken, broken.plus(SECOND));

            assertThat(report.of(family).failed()).isPositive();
            assertThat(report.failed()).isEqualTo(report.of(family).failed());
            lab.heal(fibre);
        }
    }

    @Test
    void aDeadGatewayIsSilentToNeighbourDiscoveryAndComesBack() throws Exception {
        lab.fault(fibre, Fault.GATEWAY);
        lab.router().exec("ip", "-6", "neigh", "flush", "dev", "wan1");

        assertThat(lab.ping(lab.router(), "fe80::1%wan1", SECOND)).isFalse();
        lab.heal(fibre);
        assertThat(lab.ping(lab.router(), "fe80::1%wan1", LONG)).isTrue();
    }

    @Test
    void aPulledCableCostsNoLaterConnectionAndComesBack() throws Exception {
        lab.fault(fibre, Fault.CARRIER);
        Stamp pulled = Stamp.now().plus(TICK); // what was under way has lost a packet
        lab.meter().settle(pulled.plus(SECOND));
        MeterReport report = lab.meter().report(pulled, pulled.plus(SECOND));

        assertThat(report.failures()).isEmpty();
        assertThat(report.share(fibre)).isZero();
        Stamp healed = lab.heal(fibre);
        for (Family family : Family.values()) {
            assertThat(lab.meter().awaitUplink(fibre, family, healed, LONG)).isPresent();
        }
    }

    @Test
    void theProviderCountsEachFamilyAndDropsForeignSources() throws Exception {
        String target = Addresses.TARGETS6.get(7);
        lab.router().ip(List.of("route add " + target + " via fe80::1 dev wan1 src 2001:db8:2::2"));
        Counters before = lab.provider(1).counters();

        lab.router().nft("""
                table ip6 untranslated { chain leaving { type filter hook output priority raw;
                  ip6 daddr %s notrack
                }
                }
                """.formatted(target));
        boolean foreign = lab.ping(lab.router(), target, SECOND);
        lab.router().nft("delete table ip6 untranslated");
        lab.router().ip(List.of("route replace " + target + " via fe80::1 dev wan1 src 2001:db8:1::2"));
        boolean own = lab.ping(lab.router(), target, SECOND);

        Counters sent = lab.provider(1).counters().since(before);
        lab.router().ip(List.of("route del " + target + " via fe80::1 dev wan1"));
        assertThat(own).isTrue();
        assertThat(sent.to(target)).isPositive();
        assertThat(sent.probes(Family.IPV6)).isPositive();
        assertThat(sent.probes(Family.IPV4)).isZero();
        assertThat(foreign).isFalse();
        assertThat(sent.foreign().keySet()).containsExactly("2001:db8:2::2");
    }

    @Test
    void flowsOfEitherFamilyGoOutAndComeInOverEveryUplink() throws Exception {
        for (LabUplink uplink : lab.uplinks()) {
            for (Family family : Family.values()) {
                try (Flow tcp = lab.flows().tcp(uplink, family);
                        Flow udp = lab.flows().udp(uplink, family);
                        Flow lan = lab.flows().inbound(uplink, family, Addresses.LAN_PORT);
                        Flow dmz = lab.flows().inbound(uplink, family, Addresses.DMZ_PORT)) {
                    Stamp start = Stamp.now();
                    for (Flow flow : List.of(tcp, udp, lan, dmz)) {
                        assertThat(flow.awaitAnswer(start, Duration.ofSeconds(2)))
                                .as(flow.destination())
                                .isTrue();
                    }
                }
            }
        }
    }

    @Test
    void everyTargetAnswersTheLan() throws Exception {
        for (String target : Addresses.TARGETS6) {
            assertThat(lab.ping(lab.lan(), target, SECOND)).as(target).isTrue();
        }
    }

    @Test
    void theConfigurationNamesBothFamilies() throws Exception {
        assertThat(Files.readString(lab.config()))
                .contains("address = [ 192.0.2.2, \"2001:db8:1::2\" ], gateway = [ 192.0.2.1, \"fe80::1\" ]")
                .contains("cable { interface = wan2, families = [ ipv4, ipv6 ], weight = 1")
                .contains("\"icmp:2620:fe::fe\"");
        assertThat(lab.router().exec("ip", "-6", "route", "show", "default"))
                .contains("via fe80::1 dev wan1 proto static metric 2001")
                .contains("via fe80::1 dev wan2 proto ra metric 1002");
    }
}
