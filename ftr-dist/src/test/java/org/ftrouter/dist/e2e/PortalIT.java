// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.Addresses;
import org.ftrouter.dist.lab.Host;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabUplink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A provider whose customer's card is spent: pings go through as ever, and a page of its own answers for every other. The
 * uplinks are asked by {@code icmp} and {@code http} together, with one quorum, in both families.
 */
class PortalIT {
    private static final int WEB = 8088;
    private static final int PORTAL = 8089;

    private final List<Process> servers = new ArrayList<>();
    private Lab lab;
    private Router router;

    @BeforeEach
    void build() throws Exception {
        lab = Lab.builder()
                .families(Family.values())
                .config("probe { hold-up = 1s }")
                .build();
        router = new Router(lab);
        String config = Files.readString(lab.config());
        for (Family family : lab.families()) {
            for (String target : Addresses.targets(family).subList(2, 4)) {
                String host = family == Family.IPV4 ? target : "[" + target + "]";
                config = config.replace("icmp:" + target, "http://" + host + ":" + WEB + "/");
            }
        }
        lab.writeConfig(config.replace("required = 2", "required = 3"));
        serve("web.log", WEB, 204, lab.internet());
        lab.startDaemon();
        router.awaitAllUp();
        router.forgetForeignPackets();
    }

    private void serve(String log, int port, int status, Host host) throws Exception {
        servers.add(Router.java(host, log, WebSink.class, Integer.toString(port), Integer.toString(status)));
        Router.await(
                log,
                Router.LONG,
                () -> Files.readString(lab.folder().resolve(log)).contains("listening"));
    }

    @AfterEach
    void remove() throws Exception {
        for (Process server : servers) {
            server.destroyForcibly();
            server.waitFor();
        }
        lab.close();
    }

    @Test
    void anUplinkBehindAPortalIsDownThoughPingsGoThroughAndIsBackAfterwards() throws Exception {
        LabUplink cable = lab.uplink("cable");
        serve("portal.log", PORTAL, 200, lab.provider(cable).host());
        portal("-A");
        router.awaitHealth(cable, "down");

        for (Family family : lab.families()) {
            String pinged = Addresses.targets(family).get(0);
            long before = lab.provider(cable).counters().to(pinged);
            Router.await(
                    pinged + " is still asked through it",
                    Router.LONG,
                    () -> lab.provider(cable).counters().to(pinged) > before);
            assertThat(carried(family)).hasSize(20).noneMatch(cable::owns).doesNotContain("none");
            for (LabUplink other : List.of(lab.uplink("fibre"), lab.uplink("lte"))) {
                assertThat(router.status(other, family).get("health").getAsString())
                        .isEqualTo("up");
            }
        }

        portal("-D");
        router.awaitHealth(cable, "up");
        for (Family family : lab.families()) {
            Router.await(
                    "cable carries " + family,
                    Router.LONG,
                    () -> carried(family).stream().anyMatch(cable::owns));
        }
        assertThat(router.foreignPackets()).isZero();
    }

    /** Leads every page that the customer of cable asks for to the portal, or does so no more. */
    private void portal(String action) throws Exception {
        for (String program : List.of("iptables", "ip6tables")) {
            String rule = program + " -t nat " + action + " PREROUTING -i cust -p tcp --dport " + WEB
                    + " -j REDIRECT --to-ports " + PORTAL;
            lab.provider(lab.uplink("cable")).host().exec(rule.split(" "));
        }
    }

    private List<String> carried(Family family) throws Exception {
        List<String> users = IntStream.range(0, 20)
                .mapToObj(i -> Addresses.destination(family, i))
                .toList();
        return new Visitor(lab.lan()).visit("tcp", Addresses.ECHO_PORT, 20, users);
    }
}
