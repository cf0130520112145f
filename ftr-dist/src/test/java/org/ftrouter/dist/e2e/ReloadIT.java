// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.ftrouter.dist.lab.Completed;
import org.ftrouter.dist.lab.Daemon;
import org.ftrouter.dist.lab.Flow;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.dist.lab.MeterReport;
import org.ftrouter.dist.lab.Stamp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Configurations that take each other's place while connections live, for good and on trial. */
class ReloadIT {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private Lab lab;
    private Router router;
    private String original;

    @BeforeEach
    void build() throws Exception {
        lab = Lab.builder().config("probe { hold-up = 1s }").build();
        router = new Router(lab);
        original = Files.readString(lab.config());
    }

    @AfterEach
    void remove() throws Exception {
        lab.close();
    }

    private void start() throws Exception {
        lab.startDaemon();
        router.awaitAllUp();
        lab.awaitAllCarry(Router.LONG);
        assertThat(lab.meter().awaitQuiet(SECOND, Router.LONG)).isTrue();
    }

    private Completed reload(String config, String... arguments) throws Exception {
        lab.writeConfig(config);
        var words = new ArrayList<>(List.of("reload"));
        words.addAll(List.of(arguments));
        Completed done = router.ftr(words.toArray(String[]::new));
        assertThat(done.exitCode()).as(done.output()).isZero();
        return done;
    }

    /** Streams and datagrams through every uplink. */
    private List<Flow> flows() throws Exception {
        var flows = new ArrayList<Flow>();
        for (LabUplink uplink : lab.uplinks()) {
            flows.add(lab.flows().tcp(uplink));
            flows.add(lab.flows().udp(uplink));
            flows.add(lab.flows().inbound(uplink, org.ftrouter.dist.lab.Addresses.LAN_PORT));
        }
        return flows;
    }

    private static void assertUnharmed(List<Flow> flows, List<String> sources, Stamp from) throws Exception {
        Stamp to = Stamp.now();
        for (int i = 0; i < flows.size(); i++) {
            Flow flow = flows.get(i);
            assertThat(flow.awaitAnswer(to, SECOND)).as(flow.destination()).isTrue();
            assertThat(flow.end()).isEmpty();
            assertThat(flow.source()).isEqualTo(sources.get(i));
            assertThat(flow.longestSilence(from, to)).isLessThan(SECOND);
            flow.close();
        }
    }

    private String withIds(int fibre, int cable, int lte) {
        return original.replace("fibre {", "fibre { id = " + fibre + ",")
                .replace("cable {", "cable { id = " + cable + ",")
                .replace("lte {", "lte { id = " + lte + ",");
    }

    @Test
    void uplinksThatAreMovedInTheFileOrInsertedBeforeOthersKeepTheirNumbersAndTheirConnections() throws Exception {
        String fibre =
                original.lines().filter(l -> l.contains("fibre {")).findFirst().orElseThrow();
        String without = original.replace(fibre + "\n", "");
        lab.writeConfig(without);
        lab.startDaemon();
        Router.await("two are up", Router.LONG, () -> router.healths().stream().allMatch(h -> h.endsWith(" up")));
        for (LabUplink uplink : List.of(lab.uplink("cable"), lab.uplink("lte"))) {
            assertThat(lab.meter().awaitUplink(uplink, Stamp.now(), Router.LONG))
                    .isPresent();
        }
        router.forgetForeignPackets();
        int cable = router.status(lab.uplink("cable")).get("mark").getAsInt();
        int lte = router.status(lab.uplink("lte")).get("mark").getAsInt();
        var flows = new ArrayList<Flow>();
        for (LabUplink uplink : List.of(lab.uplink("cable"), lab.uplink("lte"))) {
            flows.add(lab.flows().tcp(uplink));
            flows.add(lab.flows().udp(uplink));
        }
        List<String> sources = flows.stream().map(Flow::source).toList();
        Stamp from = Stamp.now();

        reload(original); // fibre comes first
        router.awaitAllUp();

        assertThat(router.status(lab.uplink("cable")).get("mark").getAsInt()).isEqualTo(cable);
        assertThat(router.status(lab.uplink("lte")).get("mark").getAsInt()).isEqualTo(lte);
        assertThat(router.ftr("generate", "iptables").output()) // what is printed to be loaded by hand agrees
                .contains("-o wan2 -m conntrack --ctstate NEW")
                .contains("0x" + Integer.toHexString(cable) + "/0xff00");
        assertUnharmed(flows, sources, from);
        assertThat(router.foreignPackets()).isZero();
    }

    @Test
    void anUplinkThatIsOnlyCalledOtherwiseKeepsItsConnections() throws Exception {
        start();
        int mark = router.status(lab.uplink("fibre")).get("mark").getAsInt();
        List<Flow> flows = flows();
        Stamp opened = Stamp.now();
        for (Flow flow : flows) {
            assertThat(flow.awaitAnswer(opened, Router.LONG)).isTrue();
        }
        List<String> sources = flows.stream().map(Flow::source).toList();
        router.forgetForeignPackets();
        Stamp from = Stamp.now();

        reload(original.replace("fibre {", "glass {"));
        Router.await("all are up", Router.LONG, () -> router.healths().stream().allMatch(h -> h.endsWith(" up")));

        assertThat(router.healths().get(0)).isEqualTo("glass up");
        assertThat(router.status()
                        .getAsJsonArray("uplinks")
                        .get(0)
                        .getAsJsonObject()
                        .get("mark")
                        .getAsInt())
                .isEqualTo(mark);
        assertUnharmed(flows, sources, from);
        assertThat(lab.meter().since(from).failures()).isEmpty();
        assertThat(router.foreignPackets()).as(router.foreignSources()).isZero();
    }

    @Test
    void connectionsFollowUplinksThatAreGivenEachOthersNumbers() throws Exception {
        lab.writeConfig(withIds(1, 2, 3));
        start();
        List<Flow> flows = flows();
        Stamp opened = Stamp.now();
        for (Flow flow : flows) {
            assertThat(flow.awaitAnswer(opened, Router.LONG)).isTrue();
        }
        List<String> sources = flows.stream().map(Flow::source).toList();
        Stamp from = Stamp.now();

        reload(withIds(2, 3, 9));
        Router.live(SECOND);
        Stamp settled = Stamp.now();
        long foreign = router.foreignPackets();
        Router.live(Duration.ofSeconds(2));

        assertUnharmed(flows, sources, settled);
        assertThat(router.foreignPackets()).isEqualTo(foreign);
        MeterReport report = lab.meter().since(from);
        Figures.note("renumbered uplinks: connections failed", report.failed() + " of " + report.total(), "<= 2");
        assertThat(report.failed()).isLessThanOrEqualTo(2);
    }

    @Test
    void withoutConfirmationTheFormerConfigurationReturns() throws Exception {
        start();
        String routed = router.kernel();
        String other = original.replace("gateway = 192.0.2.1, weight = 1", "gateway = 192.0.2.1, weight = 7");
        Stamp from = Stamp.now();

        Completed trial = reload(other, "--confirm", "3s");
        assertThat(trial.output()).contains("on trial", "3 s");
        Router.await(
                "the new weight is in the kernel", SECOND, () -> router.kernel().contains("dev wan1 weight 7"));
        JsonObject status = router.status();
        Router.await(
                "the old weight is back", Router.LONG, () -> router.kernel().equals(routed));
        Duration back = from.until(Stamp.now());

        assertThat(status.get("unconfirmed_seconds").getAsInt()).isBetween(0, 3);
        assertThat(back).isGreaterThan(Duration.ofSeconds(3));
        assertThat(router.status().has("unconfirmed_seconds")).isFalse();
        assertThat(Files.readString(lab.folder().resolve("daemon.log"))).contains("Nobody confirmed");
        Completed late = router.ftr("confirm");
        assertThat(late.exitCode()).isEqualTo(1);
        assertThat(late.output()).contains("nothing to confirm");
        assertThat(lab.meter().since(from).failures()).isEmpty();
    }

    @Test
    void whatIsConfirmedStays() throws Exception {
        start();
        String other = original.replace("gateway = 192.0.2.1, weight = 1", "gateway = 192.0.2.1, weight = 7");
        reload(other, "--confirm=4s");
        assertThat(router.ftr("status").output()).contains("ON TRIAL");
        assertThat(router.ftr("confirm").exitCode()).isZero();
        Router.live(Duration.ofSeconds(5));

        assertThat(router.kernel()).contains("dev wan1 weight 7");
        assertThat(router.status().has("unconfirmed_seconds")).isFalse();
    }

    @Test
    void aBadTimeIsRefusedBeforeAnythingIsAsked() throws Exception {
        Completed done = router.ftr("reload", "--confirm=soon");

        assertThat(done.exitCode()).isEqualTo(2);
        assertThat(done.output()).contains("'soon'", "60s");
    }

    @Test
    void observingChangesNothingAndSaysWhatWouldBeDoneUntilItIsTurnedOn() throws Exception {
        LabUplink untested = lab.uplink("lte");
        lab.router().ip(List.of("route del default via " + untested.gateway() + " dev " + untested.device()));
        String pristine = router.kernel();
        String sysctls = router.sysctls();
        for (LabUplink uplink : lab.uplinks().subList(0, 2)) { // the third has none, so that it cannot be tested
            lab.router()
                    .exec(
                            "ip",
                            "route",
                            "add",
                            "default",
                            "via",
                            uplink.gateway(),
                            "dev",
                            uplink.device(),
                            "metric",
                            Integer.toString(1000 + uplink.number()));
        }
        String before = router.kernel();
        lab.writeConfig("mode = observe\n" + original);
        Daemon daemon = lab.startDaemon();
        LabUplink fibre = lab.uplink("fibre");
        router.awaitHealth(fibre, "up");
        router.awaitHealth(lab.uplink("cable"), "up");
        Router.await("the plan is known", Router.LONG, () -> !problems().isEmpty());
        lab.fault(fibre, org.ftrouter.dist.lab.Fault.BLACKHOLE);
        Router.await("only cable is left", Router.LONG, () -> daemon.lastWords().contains("would use cable 100 %"));

        assertThat(router.kernel()).isEqualTo(before);
        assertThat(router.sysctls()).isEqualTo(sysctls);
        assertThat(lab.router().exec("iptables-save")).doesNotContain("FTR_");
        assertThat(router.status().get("mode").getAsString()).isEqualTo("observe");
        assertThat(problems()).contains("lte").contains("ip route add default via 203.0.113.1 dev wan3");
        Completed screen = router.ftr("status");
        assertThat(screen.output()).contains("OBSERVING");
        assertThat(screen.output().lines()).allSatisfy(l -> assertThat(l).hasSizeLessThanOrEqualTo(80));
        assertThat(daemon.lastWords()).contains("would run   ip route replace");

        lab.heal(fibre);
        reload("mode = active\n" + original);
        router.awaitAllUp();
        lab.awaitAllCarry(Router.LONG);
        assertThat(router.status().getAsJsonObject("kernel").get("in_sync").getAsBoolean())
                .isTrue();
        lab.killDaemon();
        assertThat(router.ftr("cleanup").exitCode()).isZero();
        for (LabUplink uplink : lab.uplinks().subList(0, 2)) {
            lab.router().exec("ip", "route", "del", "default", "dev", uplink.device());
        }
        assertThat(router.kernel()).isEqualTo(pristine);
    }

    private String problems() throws Exception {
        var problems = router.status().getAsJsonObject("kernel").getAsJsonArray("problems");
        return problems.isEmpty() ? "" : problems.toString();
    }
}
