// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.ftrouter.api.Family;
import org.ftrouter.api.testkit.Certificates;
import org.ftrouter.dist.lab.Addresses;
import org.ftrouter.dist.lab.Counters;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabUplink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A provider through which pings go as ever, but nothing else does: each kind of probe finds its own kind of failure. The
 * uplinks are asked by {@code icmp} and another kind together, with one quorum, in both families.
 */
@Tag("paired")
class OwnFailuresIT {
    private static final String PORTAL =
            "PREROUTING -i cust -p tcp --dport " + Asked.WEB + " -j REDIRECT --to-ports " + Asked.OTHER;
    private static final String DEAD_NAMES = "PREROUTING -i cust -p udp --dport " + Asked.DNS + " -j DROP";
    private static final String EXPIRED =
            "PREROUTING -i cust -p tcp --dport " + Asked.TLS + " -j REDIRECT --to-ports " + Asked.OTHER;
    private static final String SHORT_ONLY = "PREROUTING -i cust -m length --length 1000:65535 -j DROP";

    @TempDir
    private Path temp;

    private Lab lab;
    private Asked asked;
    private Router router;
    private LabUplink cable;

    @BeforeEach
    void build() throws Exception {
        lab = Lab.builder()
                .families(Family.values())
                .config("probe { hold-up = 1s }")
                .build();
        asked = new Asked(lab, temp);
        router = new Router(lab);
        cable = lab.uplink("cable");
    }

    @AfterEach
    void remove() throws Exception {
        asked.close();
        lab.close();
    }

    /** Starts the daemon, which asks half of the targets in this way; three of four have to answer. */
    private void start(UnaryOperator<String> target) throws Exception {
        String config = Files.readString(lab.config());
        for (Family family : lab.families()) {
            for (String address : special(family)) {
                config = config.replace("\"icmp:" + address + "\"", target.apply(Asked.host(family, address)));
            }
        }
        start(config.replace("required = 2", "required = 3"));
    }

    private void start(String config) throws Exception {
        lab.writeConfig(config);
        lab.startDaemon();
        router.awaitAllUp();
        router.forgetForeignPackets();
    }

    private static List<String> special(Family family) {
        return Addresses.targets(family).subList(2, 4);
    }

    @Test
    void whosePagesAreAPortals() throws Exception {
        asked.serve("web.log", lab.internet(), WebSink.class, Asked.WEB, 204);
        start(Asked::http);
        asked.serve("portal.log", lab.provider(cable).host(), WebSink.class, Asked.OTHER, 200);

        isFound("-t nat", PORTAL, "http://.* answered 200, not 204: a captive portal\\?");
    }

    @Test
    void whosePortsAreClosed() throws Exception {
        asked.serve("web.log", lab.internet(), WebSink.class, Asked.WEB, 204);
        start(Asked::tcp);

        isFound("-t nat", PORTAL, "connect .*ECONNREFUSED.*");
    }

    @Test
    void whoseNameServiceIsDead() throws Exception {
        asked.serveNames();
        start(Asked::dns);

        isFound("-t mangle", DEAD_NAMES, ".*");
    }

    @Test
    void whoseCertificatesHaveExpired() throws Exception {
        Certificates certificates = asked.certificates();
        asked.serve("tls.log", lab.internet(), TlsSink.class, Asked.TLS, certificates.store(), "good");
        start(asked::tls);
        asked.serve(
                "expired.log", lab.provider(cable).host(), TlsSink.class, Asked.OTHER, certificates.store(), "expired");

        isFound("-t nat", EXPIRED, "no TLS with .*expired.*");
    }

    @Test
    void whoLosesLongPackets() throws Exception {
        start(asked::exec);

        isFound("-t mangle", SHORT_ONLY, ".*");
    }

    /**
     * Seven kinds of either family, four of which have to answer: what three of them find is not enough. Nor is it that the
     * gateway, which the eighth kind asks for, is there.
     */
    @Test
    void whatThreeKindsOfSevenFindIsOutvotedAndWhatFourFindIsNot() throws Exception {
        Certificates certificates = asked.certificates();
        asked.serve("web.log", lab.internet(), WebSink.class, Asked.WEB, 204);
        asked.serve("tls.log", lab.internet(), TlsSink.class, Asked.TLS, certificates.store(), "good");
        asked.serveNames();
        startMixed();
        asked.serve(
                "expired.log", lab.provider(cable).host(), TlsSink.class, Asked.OTHER, certificates.store(), "expired");
        assertEachAsked(7);
        List<String> before = router.changes();

        atProvider("-t mangle -A " + DEAD_NAMES);
        atProvider("-t nat -A " + EXPIRED);
        assertEachAsked(7);
        assertEachAsked(3); // and what became of the first round is known
        assertThat(router.changes()).isEqualTo(before);

        atProvider("-t mangle -A " + SHORT_ONLY);
        router.awaitHealth(cable, "down");
        assertEachAsked(3); // and the three that are answered do not bring it back, nor does the gateway
        assertThat(Files.readString(lab.folder().resolve("daemon.log")))
                .contains("cable: arp: answers, so the fault lies beyond the gateway")
                .contains("cable/IPv6: ndp: answers, so the fault lies beyond the gateway");
        for (Family family : lab.families()) {
            assertThat(router.status(cable, family).get("health").getAsString()).isEqualTo("down");
            assertThat(router.status(lab.uplink("fibre"), family).get("health").getAsString())
                    .isEqualTo("up");
        }

        atProvider("-t mangle -D " + DEAD_NAMES);
        router.awaitHealth(cable, "up");
        assertThat(router.foreignPackets()).as(router.foreignSources()).isZero();
    }

    private void startMixed() throws Exception {
        String targets = asked.targets(
                Asked::icmp,
                Asked::http,
                Asked::tcp,
                asked::exec,
                Asked::dns,
                asked::tls,
                asked::https,
                Asked::gateway);
        start(Files.readString(lab.config())
                        .replaceFirst("targets = .*", Matcher.quoteReplacement(targets))
                        .replace("required = 2", "required = 4")
                + "probe.timeout = 15s\nprobe.late-floor = 1s # what shakes hands by TLS, or runs a program, is slow on a busy machine\n"
                + "probe.quality.loss.enter = off # three of seven are lost all the time\n");
    }

    /** Each of the first so many, in each family, from now on and through the uplink that is broken. */
    private void assertEachAsked(int kinds) throws Exception {
        Counters before = lab.provider(cable).counters();
        for (Family family : lab.families()) {
            for (String target : Addresses.targets(family).subList(0, kinds)) {
                Router.await(
                        target + " is asked",
                        Router.LONG,
                        () -> lab.provider(cable).counters().to(target) > before.to(target));
            }
        }
    }

    /**
     * With a rule at its provider the uplink is down, though pings go through; without it is back. The others stay.
     *
     * @param said a pattern of what came instead of answers, as status and log say it
     */
    private void isFound(String table, String rule, String said) throws Exception {
        assertAskedThroughEachUplink();
        atProvider(table + " -A " + rule);
        router.awaitHealth(cable, "down");

        for (Family family : lab.families()) {
            assertSaid(family, said);
            assertAsked(cable, Addresses.targets(family).get(0));
            assertThat(carried(family)).hasSize(20).noneMatch(cable::owns).doesNotContain("none");
            for (LabUplink other : List.of(lab.uplink("fibre"), lab.uplink("lte"))) {
                assertThat(router.status(other, family).get("health").getAsString())
                        .isEqualTo("up");
            }
        }

        atProvider(table + " -D " + rule);
        router.awaitHealth(cable, "up");
        for (Family family : lab.families()) {
            Router.await(
                    "cable carries " + family,
                    Router.LONG,
                    () -> carried(family).stream().anyMatch(cable::owns));
        }
        assertThat(router.foreignPackets()).as(router.foreignSources()).isZero();
    }

    private void assertSaid(Family family, String said) throws Exception {
        Router.await("two targets fail", Router.LONG, () -> failing(family).size() == 2);
        assertThat(failing(family)).allMatch(text -> text.matches(said));
        assertThat(Files.readString(lab.folder().resolve("daemon.log")))
                .containsPattern("DOWN " + cable.name() + (family == Family.IPV6 ? "/IPv6" : "")
                        + ": 2 of 4 targets answered, 3 needed(: " + said + ")?\n");
    }

    /** What came of the targets that do not answer through the broken uplink. */
    private List<String> failing(Family family) throws Exception {
        return StreamSupport.stream(
                        router.status(cable, family).getAsJsonArray("targets").spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .filter(target -> target.get("silent").getAsBoolean())
                .map(target -> target.get("said").getAsString())
                .toList();
    }

    /** Also those that are asked in another way. */
    private void assertAskedThroughEachUplink() throws Exception {
        for (LabUplink uplink : lab.uplinks()) {
            for (Family family : lab.families()) {
                assertAsked(uplink, special(family).get(0));
            }
        }
    }

    private void assertAsked(LabUplink uplink, String target) throws Exception {
        long before = lab.provider(uplink).counters().to(target);
        Router.await(
                target + " is asked through " + uplink.name(),
                Router.LONG,
                () -> lab.provider(uplink).counters().to(target) > before);
    }

    private void atProvider(String rule) throws Exception {
        for (String program : List.of("iptables", "ip6tables")) {
            lab.provider(cable).host().exec((program + " " + rule).split(" "));
        }
    }

    private List<String> carried(Family family) throws Exception {
        List<String> users = IntStream.range(0, 20)
                .mapToObj(i -> Addresses.destination(family, i))
                .toList();
        return new Visitor(lab.lan()).visit("tcp", Addresses.ECHO_PORT, 20, users);
    }
}
