// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.Addresses;
import org.ftrouter.dist.lab.Completed;
import org.ftrouter.dist.lab.Flow;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabBuilder;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.dist.lab.MeterReport;
import org.ftrouter.dist.lab.Stamp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Uplinks are taken out for maintenance, one after the other, and come back, in both families. */
@Tag("paired")
class DrainIT {
    private static final Duration WHILE = Duration.ofSeconds(2);

    private Lab lab;
    private Router router;
    private LabUplink fibre;
    private LabUplink cable;
    private LabUplink lte;

    /** What is built. */
    LabBuilder wired() {
        return Lab.builder().families(Family.values());
    }

    @BeforeEach
    void build() throws Exception {
        lab = wired().uplink("fibre", 1, 1)
                .uplink("cable", 1, 1)
                .uplink("lte", 1, 2)
                .config("probe { hold-up = 1s }")
                .build();
        router = new Router(lab);
        fibre = lab.uplink("fibre");
        cable = lab.uplink("cable");
        lte = lab.uplink("lte");
        lab.startDaemon();
        router.awaitAllUp();
        lab.awaitAllCarry(Router.LONG);
        assertThat(lab.meter().awaitQuiet(Duration.ofSeconds(1), Router.LONG)).isTrue();
        router.forgetForeignPackets();
    }

    @AfterEach
    void remove() throws Exception {
        lab.close();
    }

    private String ftr(String... arguments) throws Exception {
        Completed done = router.ftr(arguments);
        assertThat(done.exitCode()).as(done.output()).isZero();
        return done.output();
    }

    private void awaitRole(LabUplink uplink, String role) throws Exception {
        for (Family family : lab.families()) {
            Router.await(
                    uplink.name() + " is " + role,
                    Router.LONG,
                    () -> router.status(uplink, family)
                                    .get("role")
                                    .getAsString()
                                    .equals(role)
                            && router.status()
                                    .getAsJsonObject("kernel")
                                    .get("in_sync")
                                    .getAsBoolean());
        }
    }

    /** All new connections of some time took this uplink. */
    private void assertAloneCarries(LabUplink uplink) throws Exception {
        Stamp from = Stamp.now();
        Router.live(WHILE);
        MeterReport report = lab.meter().since(from);
        for (Family family : lab.families()) {
            assertThat(report.of(family).total()).isPositive();
            assertThat(report.of(family).share(uplink))
                    .as(uplink + " " + family)
                    .isEqualTo(1);
        }
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

    private List<Flow> inbound(LabUplink uplink) throws Exception {
        var flows = new ArrayList<Flow>();
        for (Family family : lab.families()) {
            flows.add(lab.flows().inbound(uplink, family, Addresses.LAN_PORT));
        }
        return flows;
    }

    private int told(String words) throws Exception {
        return Files.readString(lab.folder().resolve("daemon.log")).split(words, -1).length - 1;
    }

    @Tag("essence")
    @Test
    void othersCarryWhatIsNewAndTheRestStaysUntilItCarriesAgain() throws Exception {
        var flows = new ArrayList<Flow>();
        for (Family family : lab.families()) {
            flows.add(lab.flows().tcp(fibre, family));
        }
        List<String> sources = flows.stream().map(Flow::source).toList();
        List<Flow> incoming = inbound(fibre);
        assertAnswered(incoming);
        Stamp from = Stamp.now();

        assertThat(ftr("drain", "fibre", "--for", "2h", "--reason", "new modem"))
                .startsWith("fibre is drained until 2")
                .doesNotContain("no other");
        awaitRole(fibre, "drained");
        assertAloneCarries(cable);
        incoming.addAll(inbound(fibre)); // new, and through it
        assertAnswered(incoming);
        assertShown();
        long probes = lab.provider(fibre).counters().probes();

        ftr("drain", "cable");
        awaitRole(cable, "drained");
        assertAloneCarries(lte);
        lab.killDaemon();
        lab.startDaemon();
        router.awaitAllUp();
        awaitRole(fibre, "drained");
        awaitRole(cable, "drained");
        assertAloneCarries(lte);
        assertThat(told("DRAINED fibre: drained by ")).isEqualTo(1);
        assertThat(lab.provider(fibre).counters().probes()).isGreaterThan(probes);

        String last = lab.families().contains(Family.IPV6) ? "/IPv6" : "";
        assertThat(ftr("drain", "lte", "--for", "1h")).contains("no other uplink can carry", "fibre", "cable" + last);
        awaitRole(fibre, "routing");
        assertThat(ftr("drain", "lte", "--for", "1s")).contains("no other uplink can carry");
        Router.await(
                "lte's time is over", Router.LONG, () -> !router.status(lte).has("drained"));
        awaitRole(lte, "routing");
        assertAnswered(flows);
        assertThat(flows).extracting(Flow::source).isEqualTo(sources);

        assertThat(ftr("undrain", "fibre")).contains("carries new connections again");
        assertThat(ftr("undrain", "fibre")).contains("was not drained");
        ftr("undrain", "cable");
        awaitRole(lte, "standby");
        lab.awaitAllCarry(Router.LONG);
        assertAnswered(incoming);
        assertThat(told("UNDRAINED fibre: no longer drained")).isEqualTo(1);
        assertThat(lab.meter().since(from).failures()).isEmpty();
        assertThat(router.foreignPackets()).isZero();
    }

    private void assertShown() throws Exception {
        JsonObject row = router.status(fibre);
        assertThat(row.get("health").getAsString()).isEqualTo("up");
        assertThat(row.getAsJsonObject("drained").get("reason").getAsString()).isEqualTo("new modem");
        assertThat(row.getAsJsonObject("drained").get("until").isJsonNull()).isFalse();
        assertThat(router.status(cable).has("drained")).isFalse();
        String screen = ftr("status");
        assertThat(screen).containsPattern("fibre +(IPv4 )?up +drained +-").contains("DRAINED by ", ": new modem");
        assertThat(screen.lines()).allSatisfy(l -> assertThat(l).hasSizeLessThanOrEqualTo(80));
        Completed unknown = router.ftr("drain", "fiber");
        assertThat(unknown.exitCode()).isEqualTo(4);
        assertThat(unknown.output()).contains("there is no uplink 'fiber'; the daemon has: cable, fibre, lte");
    }
}
