// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ftrouter.api.Family;
import org.ftrouter.api.testkit.Certificates;
import org.ftrouter.dist.lab.Addresses;
import org.ftrouter.dist.lab.Counters;
import org.ftrouter.dist.lab.Host;
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
    private static final int WEB = 8088;
    private static final int TLS = 8443;
    private static final int DNS = 5300;
    private static final int OTHER = 8089;
    private static final String PORTAL =
            "PREROUTING -i cust -p tcp --dport " + WEB + " -j REDIRECT --to-ports " + OTHER;
    private static final String DEAD_NAMES = "PREROUTING -i cust -p udp --dport " + DNS + " -j DROP";
    private static final String EXPIRED =
            "PREROUTING -i cust -p tcp --dport " + TLS + " -j REDIRECT --to-ports " + OTHER;
    private static final String SHORT_ONLY = "PREROUTING -i cust -m length --length 1000:65535 -j DROP";

    /** Asks for what is as long as a page of the web, by what the daemon tells it. */
    private static final String SCRIPT = """
            #!/bin/sh
            exec ping -q -c 1 -s 1200 -W 20 -m "$((FWMARK))" -I "$DEVICE" "%s"
            """;

    private final List<Process> servers = new ArrayList<>();

    @TempDir
    private Path temp;

    private Lab lab;
    private Router router;
    private LabUplink cable;

    @BeforeEach
    void build() throws Exception {
        lab = Lab.builder()
                .families(Family.values())
                .config("probe { hold-up = 1s }")
                .build();
        router = new Router(lab);
        cable = lab.uplink("cable");
    }

    @AfterEach
    void remove() throws Exception {
        for (Process server : servers) {
            server.destroyForcibly();
            server.waitFor();
        }
        lab.close();
    }

    /** Starts the daemon, which asks half of the targets in this way; three of four have to answer. */
    private void start(UnaryOperator<String> target) throws Exception {
        String config = Files.readString(lab.config());
        for (Family family : lab.families()) {
            for (String address : special(family)) {
                config = config.replace("\"icmp:" + address + "\"", target.apply(host(family, address)));
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

    private void serve(String log, Host host, Class<?> main, Object... arguments) throws Exception {
        servers.add(Router.java(
                host,
                log,
                main,
                List.of(arguments).stream().map(Object::toString).toArray(String[]::new)));
        Router.await(
                log,
                Router.LONG,
                () -> Files.readString(lab.folder().resolve(log)).contains("listening"));
    }

    @Test
    void whosePagesAreAPortals() throws Exception {
        serve("web.log", lab.internet(), WebSink.class, WEB, 204);
        start(OwnFailuresIT::http);
        serve("portal.log", lab.provider(cable).host(), WebSink.class, OTHER, 200);

        isFound("-t nat", PORTAL);
    }

    private static String http(String host) {
        return "\"http://" + host + ":" + WEB + "/\"";
    }

    @Test
    void whosePortsAreClosed() throws Exception {
        serve("web.log", lab.internet(), WebSink.class, WEB, 204);
        start(OwnFailuresIT::tcp);

        isFound("-t nat", PORTAL);
    }

    private static String tcp(String host) {
        return "\"tcp:" + host + ":" + WEB + "\"";
    }

    @Test
    void whoseNameServiceIsDead() throws Exception {
        serveNames();
        start(OwnFailuresIT::dns);

        isFound("-t mangle", DEAD_NAMES);
    }

    private void serveNames() throws Exception {
        servers.add(lab.internet()
                .start(
                        "dnsmasq.log",
                        "dnsmasq",
                        "--no-daemon",
                        "--conf-file=/dev/null",
                        "--user=root",
                        "--port=" + DNS,
                        "--pid-file=" + temp.resolve("dnsmasq.pid"),
                        "--no-resolv",
                        "--no-hosts",
                        "--host-record=www.example.org,192.0.2.80"));
    }

    private static String dns(String host) {
        return "{ type = dns, target = \"" + host + ":" + DNS + "\", name = www.example.org, expect = [ 192.0.2.80 ] }";
    }

    @Test
    void whoseCertificatesHaveExpired() throws Exception {
        Certificates certificates = certificates();
        serve("tls.log", lab.internet(), TlsSink.class, TLS, certificates.store(), "good");
        start(this::tls);
        serve("expired.log", lab.provider(cable).host(), TlsSink.class, OTHER, certificates.store(), "expired");

        isFound("-t nat", EXPIRED);
    }

    private Certificates certificates() throws Exception {
        String names = lab.families().stream()
                .flatMap(family -> Addresses.targets(family).stream())
                .map(address -> "ip:" + address)
                .collect(Collectors.joining(","));
        var certificates = new Certificates(temp);
        certificates.sign("good", names);
        certificates.sign("expired", names, "-startdate", "-10d", "-validity", "1");
        certificates.pem("ca");
        return certificates;
    }

    private String tls(String host) {
        return "{ type = tls, target = \"" + host + ":" + TLS + "\", ca-file = \"" + temp.resolve("ca.pem") + "\" }";
    }

    @Test
    void whoLosesLongPackets() throws Exception {
        start(this::exec);

        isFound("-t mangle", SHORT_ONLY);
    }

    private String exec(String host) {
        try {
            String address = bare(host);
            Path script = Files.writeString(temp.resolve("check-" + address), SCRIPT.formatted(address));
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
            return "{ type = exec, target = \"" + script + "\", families = [ "
                    + (address.equals(host) ? "ipv4" : "ipv6") + " ] }";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Six kinds of either family, four of which have to answer: what only two of them find is not enough. */
    @Test
    void whatTwoKindsOfSixFindIsOutvotedAndWhatThreeFindIsNot() throws Exception {
        Certificates certificates = certificates();
        serve("web.log", lab.internet(), WebSink.class, WEB, 204);
        serve("tls.log", lab.internet(), TlsSink.class, TLS, certificates.store(), "good");
        serveNames();
        startMixed();
        serve("expired.log", lab.provider(cable).host(), TlsSink.class, OTHER, certificates.store(), "expired");
        assertEachAsked(6);
        List<String> before = router.changes();

        atProvider("-t mangle -A " + DEAD_NAMES);
        atProvider("-t nat -A " + EXPIRED);
        assertEachAsked(6);
        assertEachAsked(3); // and what became of the first round is known
        assertThat(router.changes()).isEqualTo(before);

        atProvider("-t mangle -A " + SHORT_ONLY);
        router.awaitHealth(cable, "down");
        assertEachAsked(3); // and the three that are answered do not bring it back
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
        List<UnaryOperator<String>> kinds = List.of(
                host -> "\"icmp:" + bare(host) + "\"",
                OwnFailuresIT::http,
                OwnFailuresIT::tcp,
                this::exec,
                OwnFailuresIT::dns,
                this::tls);
        var targets = new ArrayList<String>();
        for (Family family : lab.families()) {
            for (int i = 0; i < kinds.size(); i++) {
                targets.add(kinds.get(i)
                        .apply(host(family, Addresses.targets(family).get(i))));
            }
        }
        start(Files.readString(lab.config())
                        .replaceFirst(
                                "targets = .*",
                                Matcher.quoteReplacement("targets = [ " + String.join(", ", targets) + " ]"))
                        .replace("required = 2", "required = 4")
                + "probe.timeout = 15s\nprobe.late-floor = 1s # what shakes hands by TLS, or runs a program, is slow on a busy machine\n"
                + "probe.quality.loss.enter = off # a third is lost all the time\n");
    }

    private static String host(Family family, String address) {
        return family == Family.IPV4 ? address : "[" + address + "]";
    }

    private static String bare(String host) {
        return host.replaceAll("[\\[\\]]", "");
    }

    /** Each of the first six or less, in each family, from now on and through the uplink that is broken. */
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

    /** With a rule at its provider the uplink is down, though pings go through; without it is back. The others stay. */
    private void isFound(String table, String rule) throws Exception {
        assertAskedThroughEachUplink();
        atProvider(table + " -A " + rule);
        router.awaitHealth(cable, "down");

        for (Family family : lab.families()) {
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
