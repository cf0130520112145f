// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.Addresses;
import org.ftrouter.dist.lab.Completed;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabBuilder;
import org.ftrouter.dist.lab.MeterReport;
import org.ftrouter.dist.lab.Stamp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Damage to routing, by people, by other programs and by ourselves dying. The hold-up is a second, to save time. */
@Tag("paired")
class RepairIT {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private Lab lab;
    private Router router;
    private String pristine;
    private String pristineSysctls;

    /** What is built. */
    LabBuilder wired() {
        return Lab.builder().families(Family.values());
    }

    Lab lab() {
        return lab;
    }

    Router router() {
        return router;
    }

    @BeforeEach
    void build() throws Exception {
        lab = wired().config("probe { hold-up = 1s }").build();
        router = new Router(lab);
        pristine = router.kernel();
        pristineSysctls = router.sysctls();
        lab.startDaemon();
        lab.awaitAllCarry(Router.LONG);
        assertThat(lab.meter().awaitQuiet(SECOND, Router.LONG)).isTrue();
        router.forgetForeignPackets();
    }

    @AfterEach
    void remove() throws Exception {
        lab.close();
    }

    @Test
    void fiftyLinkFlapsSendNoPacketThroughAnotherUplinkAndTheUplinkIsBackByItself() throws Exception {
        String first = lab.uplink(1).device();
        for (int flap = 0; flap < 50; flap++) {
            lab.router().ip(List.of("link set " + first + " down", "link set " + first + " up"));
            Router.live(Duration.ofMillis(flap % 5 * 30L));
        }
        Stamp end = Stamp.now();

        for (Family family : lab.families()) {
            assertThat(lab.meter().awaitUplink(lab.uplink(1), family, end, Router.LONG))
                    .isPresent();
        }
        Figures.note("50 link flaps: packets with a foreign source", Long.toString(router.foreignPackets()), "0");
        assertThat(router.foreignPackets()).isZero();
    }

    @Test
    void anInterfaceSetDownByHandIsBackInServiceByItself() throws Exception {
        Stamp down = Stamp.now();
        lab.router().ip(List.of("link set wan2 down"));
        Router.live(Duration.ofSeconds(2));
        MeterReport report = lab.meter().since(down);
        lab.router().ip(List.of("link set wan2 up"));
        Stamp up = Stamp.now();

        for (Family family : lab.families()) {
            assertThat(lab.meter().awaitUplink(lab.uplink(2), family, up, Router.LONG))
                    .isPresent();
        }
        Figures.note("interface set down: connections failed", report.failed() + " of " + report.total(), "-");
        Figures.note(
                "interface set down and up: packets with a foreign source",
                Long.toString(router.foreignPackets()),
                "0");
        assertThat(router.foreignPackets()).isZero();
        assertThat(report.failed()).isLessThanOrEqualTo(2); // those that were under way through it
    }

    /** The kernel deletes the whole multipath route silently; the single-path routes behind it carry on until it is back. */
    @Test
    void deletingAnInterfaceFailsNoRouteLookUpAndTheOthersCarryOn() throws Exception {
        var processes = new EnumMap<Family, Process>(Family.class);
        for (Family family : lab.families()) {
            String target = Addresses.destination(family, 77);
            processes.put(family, router.java(log(family), LookUps.class, target, "4000"));
            Router.await(
                    "the look-ups have begun",
                    Router.LONG,
                    () -> lookUps(family).contains("begun"));
        }
        Router.live(Duration.ofMillis(500));
        Stamp read = Stamp.now();
        assertThat(isMultipath()).isTrue();
        Duration limit = SECOND.plus(read.until(Stamp.now()).multipliedBy(2)); // to see it takes long in a guest
        lab.router().ip(List.of("link del wan1"));
        Stamp deleted = Stamp.now();
        Duration repaired = Router.await("the multipath route is back", Router.LONG, this::isMultipath);
        MeterReport report = lab.meter().since(deleted); // what was under way then is lost with it

        Figures.note("interface deleted: multipath route back", Figures.seconds(repaired), "<= 1 s");
        for (Family family : lab.families()) {
            assertThat(processes.get(family).waitFor()).isZero();
            Figures.note(
                    "interface deleted: " + family + " route look-ups in a tight loop",
                    lookUps(family).replaceAll("(?s).*ended: | failed, .*", "") + " failed",
                    "0");
            assertThat(lookUps(family))
                    .contains("ended: 0 of ")
                    .doesNotContain("ended: 0 of 0")
                    .contains(" failed, 0 torn,");
        }
        assertThat(repaired).isLessThan(limit);
        assertThat(report.failures()).isEmpty();
    }

    private boolean isMultipath() throws Exception {
        return lab.router().exec("ip", "route", "show", "table", "200").contains("nexthop via");
    }

    private static String log(Family family) {
        return "look-ups-" + family + ".log";
    }

    private String lookUps(Family family) throws Exception {
        return Files.readString(lab.folder().resolve(log(family)));
    }

    @Test
    void whatOthersDeleteIsBackWithinASecond() throws Exception {
        Stamp read = Stamp.now();
        String whole = router.kernel();
        Duration limit = SECOND.plus(read.until(Stamp.now()).multipliedBy(2)); // to see it takes long in a guest
        var damages = List.of(
                "rule del priority 31900",
                "rule del priority 31100",
                "route flush table 200",
                "route flush table 201",
                "rule flush");
        var repairs = new ArrayList<Duration>();
        for (Family family : lab.families()) {
            for (String damage : damages) {
                lab.router().ip(family, List.of(damage));
                String what = damage + " is repaired in " + family;
                repairs.add(Router.await(what, Duration.ofSeconds(10), () -> sameAs(whole)));
            }
        }

        Figures.note("foreign deletion repaired", Figures.spread(repairs), "<= 1 s");
        assertThat(repairs).allSatisfy(t -> assertThat(t).isLessThan(limit));
    }

    /** A foreign "ip rule flush" takes the system's own rules for main and default with it; those are not ours. */
    private boolean sameAs(String whole) throws Exception {
        List<String> now = router.kernel().lines().toList();
        return whole.lines()
                .filter(l -> !l.startsWith("32766:") && !l.startsWith("32767:"))
                .allMatch(now::contains);
    }

    @Tag("essence")
    @Test
    void aKilledDaemonIsTakenOverWithoutAFailedConnectionAndCleanupLeavesNoTrace() throws Exception {
        String routed = router.kernel();
        Stamp killed = Stamp.now();
        lab.killDaemon();
        Router.live(SECOND);
        lab.startDaemon();
        Router.await(
                "the new daemon answers",
                Router.LONG,
                () -> router.ftr("status").exitCode() == 0);
        router.awaitAllUp();
        MeterReport report = lab.meter().since(killed);

        Figures.note("SIGKILL and restart: connections failed", report.failed() + " of " + report.total(), "0");
        assertThat(report.failed()).isZero();
        assertThat(router.kernel()).isEqualTo(routed);

        lab.killDaemon();
        Completed cleanup = router.ftr("cleanup");
        assertThat(cleanup.exitCode()).as(cleanup.output()).isZero();
        assertThat(router.kernel()).isEqualTo(pristine);
        assertThat(router.sysctls()).isEqualTo(pristineSysctls);
        assertThat(lab.router().exec("iptables-save")).doesNotContain("FTR_");
        Figures.note("cleanup: lines of rules, routes and sysctls that differ", "0", "0");
    }
}
