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
import org.ftrouter.dist.lab.Daemon;
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

/** Configurations that take each other's place while connections of both families live, for good and on trial. */
class ReloadIT {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private Lab lab;
    private Router router;
    private String original;

    /** What is built. */
    LabBuilder wired() {
        return Lab.builder().families(Family.values());
    }

    @BeforeEach
    void build() throws Exception {
        lab = wired().config("probe { hold-up = 1s }").build();
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

    /** Streams and datagrams of both families through these uplinks, once each has been answered. */
    private List<Flow> flows(List<LabUplink> uplinks) throws Exception {
        List<Flow> flows = outwards(uplinks);
        for (LabUplink uplink : uplinks) {
            for (Family family : lab.families()) {
                flows.add(lab.flows().inbound(uplink, family, Addresses.LAN_PORT));
            }
        }
        return answered(flows);
    }

    private List<Flow> outwards(List<LabUplink> uplinks) throws Exception {
        var flows = new ArrayList<Flow>();
        for (LabUplink uplink : uplinks) {
            for (Family family : lab.families()) {
                flows.add(lab.flows().tcp(uplink, family));
                flows.add(lab.flows().udp(uplink, family));
            }
        }
        return answered(flows);
    }

    private static List<Flow> answered(List<Flow> flows) throws Exception {
        Stamp opened = Stamp.now();
        for (Flow flow : flows) {
            assertThat(flow.awaitAnswer(opened, Router.LONG)).isTrue();
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

    @Tag("essence")
    @Test
    void uplinksThatAreMovedInTheFileOrInsertedBeforeOthersKeepTheirNumbersAndTheirConnections() throws Exception {
        String fibre =
                original.lines().filter(l -> l.contains("fibre {")).findFirst().orElseThrow();
        String without = original.replace(fibre + "\n", "");
        lab.writeConfig(without);
        lab.startDaemon();
        router.awaitAllUp(); // the two
        List<LabUplink> staying = List.of(lab.uplink("cable"), lab.uplink("lte"));
        for (LabUplink uplink : staying) {
            for (Family family : lab.families()) {
                assertThat(lab.meter().awaitUplink(uplink, family, Stamp.now(), Router.LONG))
                        .isPresent();
            }
        }
        router.forgetForeignPackets();
        int cable = router.status(lab.uplink("cable")).get("mark").getAsInt();
        int lte = router.status(lab.uplink("lte")).get("mark").getAsInt();
        List<Flow> flows = flows(staying);
        List<String> sources = flows.stream().map(Flow::source).toList();
        Stamp from = Stamp.now();

        reload(original); // fibre comes first
        router.awaitAllUp();

        assertThat(router.status(lab.uplink("cable")).get("mark").getAsInt()).isEqualTo(cable);
        assertThat(router.status(lab.uplink("lte")).get("mark").getAsInt()).isEqualTo(lte);
        assertThat(router.ftr("generate", "iptables").output()) // what is printed to be loaded by hand agrees
                .containsPattern("-o " + lab.uplink("cable").device() + " .*--ctstate NEW .*--set-xmark 0x"
                        + Integer.toHexString(cable) + "/0xff00");
        assertUnharmed(flows, sources, from);
        assertThat(router.foreignPackets()).as(router.foreignSources()).isZero();
    }

    @Test
    void anUplinkThatIsOnlyCalledOtherwiseKeepsItsConnections() throws Exception {
        start();
        int mark = router.status(lab.uplink("fibre")).get("mark").getAsInt();
        List<Flow> flows = flows(lab.uplinks());
        List<String> sources = flows.stream().map(Flow::source).toList();
        router.forgetForeignPackets();
        Stamp from = Stamp.now();

        reload(original.replace("fibre {", "glass {"));
        router.awaitAllUp();

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

    /** How many connections may fail when uplinks are given each other's numbers. */
    int most() {
        return 2;
    }

    @Test
    void connectionsFollowUplinksThatAreGivenEachOthersNumbers() throws Exception {
        lab.writeConfig(withIds(1, 2, 3));
        start();
        List<Flow> flows = flows(lab.uplinks());
        List<String> sources = flows.stream().map(Flow::source).toList();
        Stamp from = Stamp.now();

        reload(withIds(2, 3, 9));
        router.awaitAllUp();
        Router.live(SECOND);
        Stamp settled = Stamp.now();
        long foreign = router.foreignPackets();
        Router.live(Duration.ofSeconds(2));

        assertUnharmed(flows, sources, settled);
        assertThat(router.foreignPackets()).isEqualTo(foreign);
        MeterReport report = lab.meter().since(from);
        for (Family family : lab.families()) {
            MeterReport of = report.of(family);
            Figures.note(
                    "renumbered uplinks: connections failed, " + family,
                    of.failed() + " of " + of.total(),
                    "<= " + most());
            assertThat(of.failed()).as(family.toString()).isLessThanOrEqualTo(most());
        }
    }

    /** As at a reload, though the daemon that had it is dead. */
    @Tag("essence")
    @Test
    void connectionsOfAnUplinkThatIsGoneAtTheNextStartLeaveThroughNoOther() throws Exception {
        start();
        router.forgetForeignPackets();
        List<Flow> gone = outwards(List.of(lab.uplink("fibre")));
        List<Flow> others = flows(List.of(lab.uplink("cable"), lab.uplink("lte")));
        List<String> sources = others.stream().map(Flow::source).toList();
        Stamp from = Stamp.now();

        lab.killDaemon();
        lab.writeConfig(original.replaceFirst("(?m)^  fibre \\{.*\n", ""));
        lab.startDaemon();
        router.awaitAllUp();
        Router.live(Duration.ofSeconds(3));

        assertUnharmed(others, sources, from);
        assertThat(router.foreignPackets()).as(router.foreignSources()).isZero();
        for (Flow flow : gone) {
            flow.close();
        }
    }

    @Test
    void connectionsFollowUplinksThatHaveEachOthersNumbersAtTheNextStart() throws Exception {
        lab.writeConfig(withIds(1, 2, 3));
        start();
        List<Flow> flows = flows(lab.uplinks());
        List<String> sources = flows.stream().map(Flow::source).toList();

        lab.killDaemon();
        lab.writeConfig(withIds(2, 3, 9));
        lab.startDaemon();
        router.awaitAllUp();
        Router.live(SECOND);
        Stamp settled = Stamp.now();
        long foreign = router.foreignPackets();
        Router.live(Duration.ofSeconds(2));

        assertUnharmed(flows, sources, settled);
        assertThat(router.foreignPackets()).as(router.foreignSources()).isEqualTo(foreign);
    }

    private String heavier() {
        String other = original.replaceFirst("(fibre \\{.*)weight = 1", "$1weight = 7");
        assertThat(other).isNotEqualTo(original);
        return other;
    }

    /** Whether the routes of every family have that weight. */
    private boolean isHeavier() throws Exception {
        for (Family family : lab.families()) {
            if (!lab.router()
                    .exec("ip", family == Family.IPV4 ? "-4" : "-6", "route", "show", "table", "all")
                    .contains(" weight 7")) {
                return false;
            }
        }
        return true;
    }

    @Test
    void withoutConfirmationTheFormerConfigurationReturns() throws Exception {
        start();
        String routed = router.kernel();
        String other = heavier();
        Stamp from = Stamp.now();

        Completed trial = reload(other, "--confirm", "3s");
        assertThat(trial.output()).contains("on trial", "3 s");
        Router.await("the new weight is in the kernel", Router.slowly(SECOND), this::isHeavier);
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
        String other = heavier();
        reload(other, "--confirm=12s");
        assertThat(router.ftr("status").output()).contains("ON TRIAL");
        assertThat(router.ftr("confirm").exitCode()).isZero();
        Router.live(Duration.ofSeconds(13));

        assertThat(isHeavier()).isTrue();
        assertThat(router.status().has("unconfirmed_seconds")).isFalse();
    }

    @Test
    void anInterfaceThatIsCalledOtherwiseNowIsNamedAndFollowedAtTheNextReload() throws Exception {
        start();
        LabUplink fibre = lab.uplink("fibre");
        String device = fibre.device();
        lab.router()
                .ip(List.of("link set " + device + " down", "link set " + device + " name dsl0", "link set dsl0 up"));
        router.awaitHealth(fibre, "down");
        assertThat(router.ftr("status").output()).contains(device + " is called dsl0 now");
        Stamp renamed = Stamp.now();

        reload(original.replace("interface = " + device, "interface = dsl0"));
        router.awaitAllUp();

        for (Family family : lab.families()) {
            assertThat(lab.meter().awaitUplink(fibre, family, renamed, Router.LONG))
                    .isPresent();
        }
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
        changeDefaults("del", List.of(untested), 2000);
        String pristine = router.kernel();
        String sysctls = router.sysctls();
        List<LabUplink> tested = lab.uplinks().subList(0, 2); // the third has none, so that it cannot be tested
        changeDefaults("add", tested, 1000);
        String before = router.kernel();
        lab.writeConfig("mode = observe\n" + original);
        Daemon daemon = lab.startDaemon();
        LabUplink fibre = lab.uplink("fibre");
        router.awaitHealth(fibre, "up");
        router.awaitHealth(lab.uplink("cable"), "up");
        Router.await("the plan is known", Router.LONG, () -> !problems().isEmpty());
        lab.fault(fibre, org.ftrouter.dist.lab.Fault.BLACKHOLE);
        // without a default route an IPv6 packet cannot be sent at all, which tells nothing of the line
        for (String words : List.of("IPv4: @ cable 100 %", "IPv6: @ cable/IPv6 50 %, lte/IPv6 50 %")) {
            String text = words.replace("@", "new connections would use");
            Router.await(text, Router.LONG, () -> Files.readString(daemon.log()).contains(text + " (mode"));
        }

        assertThat(router.kernel()).isEqualTo(before);
        assertThat(router.sysctls()).isEqualTo(sysctls);
        assertThat(lab.router().exec("iptables-save")).doesNotContain("FTR_");
        assertThat(lab.router().exec("ip6tables-save")).doesNotContain("FTR_");
        assertThat(router.status().get("mode").getAsString()).isEqualTo("observe");
        assertThat(problems())
                .contains("lte")
                .contains("ip route add default via 203.0.113.1 dev wan3")
                .contains("ip -6 route add default via fe80:0:0:0:0:0:0:1 dev wan3");
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
        changeDefaults("del", tested, 1000);
        assertThat(router.kernel()).isEqualTo(pristine);
    }

    /** Adds or removes the system's own default routes of both families, of metrics above a base. */
    private void changeDefaults(String action, List<LabUplink> uplinks, int base) throws Exception {
        for (LabUplink uplink : uplinks) {
            for (Family family : lab.families()) {
                String route = "default via " + uplink.gateway(family) + " dev " + uplink.device() + " metric "
                        + (base + uplink.number());
                lab.router().ip(family, List.of("route " + action + " " + route));
            }
        }
    }

    private String problems() throws Exception {
        var problems = router.status().getAsJsonObject("kernel").getAsJsonArray("problems");
        return problems.isEmpty() ? "" : problems.toString();
    }
}
