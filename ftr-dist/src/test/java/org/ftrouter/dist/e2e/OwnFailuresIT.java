// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ftrouter.api.Family;
import org.ftrouter.api.testkit.Certificates;
import org.ftrouter.dist.lab.Addresses;
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
                String host = family == Family.IPV4 ? address : "[" + address + "]";
                config = config.replace("\"icmp:" + address + "\"", target.apply(host));
            }
        }
        lab.writeConfig(config.replace("required = 2", "required = 3"));
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
        start(host -> "\"http://" + host + ":" + WEB + "/\"");
        serve("portal.log", lab.provider(cable).host(), WebSink.class, OTHER, 200);

        isFound("-t nat", "PREROUTING -i cust -p tcp --dport " + WEB + " -j REDIRECT --to-ports " + OTHER);
    }

    @Test
    void whosePortsAreClosed() throws Exception {
        serve("web.log", lab.internet(), WebSink.class, WEB, 204);
        start(host -> "\"tcp:" + host + ":" + WEB + "\"");

        isFound("-t nat", "PREROUTING -i cust -p tcp --dport " + WEB + " -j REDIRECT --to-ports " + OTHER);
    }

    @Test
    void whoseNameServiceIsDead() throws Exception {
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
        start(host -> "{ type = dns, target = \"" + host + ":" + DNS
                + "\", name = www.example.org, expect = [ 192.0.2.80 ] }");

        isFound("-t mangle", "PREROUTING -i cust -p udp --dport " + DNS + " -j DROP");
    }

    @Test
    void whoseCertificatesHaveExpired() throws Exception {
        String names = lab.families().stream()
                .flatMap(family -> special(family).stream())
                .map(address -> "ip:" + address)
                .collect(Collectors.joining(","));
        var certificates = new Certificates(temp);
        certificates.sign("good", names);
        certificates.sign("expired", names, "-startdate", "-10d", "-validity", "1");
        serve("tls.log", lab.internet(), TlsSink.class, TLS, certificates.store(), "good");
        Path trusted = certificates.pem("ca");
        start(host -> "{ type = tls, target = \"" + host + ":" + TLS + "\", ca-file = \"" + trusted + "\" }");
        serve("expired.log", lab.provider(cable).host(), TlsSink.class, OTHER, certificates.store(), "expired");

        isFound("-t nat", "PREROUTING -i cust -p tcp --dport " + TLS + " -j REDIRECT --to-ports " + OTHER);
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
