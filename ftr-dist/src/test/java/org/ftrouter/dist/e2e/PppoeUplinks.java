// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.Addresses;
import org.ftrouter.dist.lab.Fault;
import org.ftrouter.dist.lab.Flow;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.dist.lab.Line;
import org.ftrouter.dist.lab.Stamp;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two PPPoE uplinks and an ordinary one. Needs a kernel with PPPoE, pppd and pppoe-server. */
class PppoeUplinks extends InterfaceKind {
    private static final int BYTES = 100_000;

    PppoeUplinks() {
        super("pppoe", List.of(Family.IPV4), Line.PPPOE, Line.VETH, Line.PPPOE);
    }

    /**
     * With the interface the kernel forgets the connections that were translated to its address. What their clients send
     * after that, a reset for example, belongs to no connection and is translated by no rule: a router's filter drops it.
     */
    @BeforeAll
    void filter() throws Exception {
        lab.router().exec("iptables-legacy", "-A", "FORWARD", "-m", "conntrack", "--ctstate", "INVALID", "-j", "DROP");
    }

    /** What a dial-in gave. */
    private record Session(String number, String address, String gateway) {}

    @Test
    void eachDialInGivesAnotherAddressGatewayAndInterfaceNumberAndCarriesAgain() throws Exception {
        LabUplink dsl = lab.uplink(1);
        var times = new ArrayList<Duration>();
        try (Flow other = lab.flows().tcp(lab.uplink(2))) {
            Stamp start = Stamp.now();
            for (int redial = 0; redial < 3; redial++) {
                Session before = session(dsl);
                Stamp hungUp = Stamp.now();
                lab.hangUp(dsl);
                Router.await("it has dialled in anew", LIMIT, () -> isNew(session(dsl), before));
                Session now = session(dsl);
                var first = lab.meter().await(sample -> sample.source().equals(now.address), hungUp, LIMIT);

                assertThat(first).as("a connection as " + now).isPresent();
                times.add(hungUp.until(first.orElseThrow().start()));
            }
            Duration silence = other.longestSilence(start, Stamp.now());
            note("hung up to carrying with the new address", Figures.spread(times), "<= " + LIMIT.toSeconds() + " s");
            note("long TCP of another uplink meanwhile", Figures.seconds(silence), "silent < 2 s");
            assertThat(silence).isLessThan(Duration.ofSeconds(2));
            assertThat(other.end()).isEmpty();
        }
        assertNoLeaks();
    }

    private static boolean isNew(Session now, Session before) {
        return !now.address.isEmpty()
                && !now.number.equals(before.number)
                && !now.address.equals(before.address)
                && !now.gateway.equals(before.gateway);
    }

    private Session session(LabUplink uplink) throws Exception {
        String shown = lab.router()
                .run("ip", "-4", "-o", "addr", "show", "dev", uplink.device())
                .output();
        return new Session(
                shown.replaceAll("(?s):.*", ""),
                lab.address(uplink),
                shown.replaceAll("(?s).* peer ([0-9.]+).*", "$1"));
    }

    @Test
    void aCutLineEndsTheSessionAndItIsDialledAgainOnceTheLineIsWhole() throws Exception {
        LabUplink dsl = lab.uplink(3);
        lab.fault(dsl, Fault.CARRIER);
        Router.await("the interface has gone", LIMIT, () -> lab.address(dsl).isEmpty());
        assertThat(lab.meter().awaitQuiet(QUIET, LIMIT)).isTrue();
        Stamp healed = lab.heal(dsl);

        assertThat(lab.meter().awaitUplink(dsl, healed, LIMIT.multipliedBy(2))).isPresent();
        assertNoLeaks();
    }

    /**
     * Full packets do not fit: first into the PPPoE line, where the router itself says so, then behind the provider,
     * which says so to the router's address. Both have to reach the asker in the LAN.
     */
    @Test
    void fullPacketsBothWaysFindThePathsLimitAlsoBehindTheProvider() throws Exception {
        LabUplink dsl = lab.uplink(1);
        router.awaitAllUp();
        lab.pauseMeter();
        Process server = Router.java(lab.internet(), "bulk-server.log", Bulk.class, "serve");
        try {
            Router.await("it serves", LIMIT, () -> log("bulk-server.log").contains("ready"));
            assertThat(bulk("bulk-1.log", dsl)).contains("done");
            narrow(dsl, 1400);
            String done = bulk("bulk-2.log", dsl);

            assertThat(done).contains("done");
            String destination = done.replaceAll("(?s).*done ([0-9.]+).*", "$1");
            String route = lab.lan().exec("ip", "route", "get", destination);
            note("path MTU the LAN client learnt", route.replaceAll("(?s).* mtu (\\d+).*", "$1"), "1400");
            assertThat(route).contains("mtu 1400");
        } finally {
            narrow(dsl, 1500);
            server.destroy();
            server.waitFor();
        }
        assertNoLeaks();
    }

    /**
     * The line behind the provider. The server knows it (what is too long for the receiving end of such a line is dropped
     * without a word), but still offers to take longer segments; who sends those has to be told by the provider.
     */
    private void narrow(LabUplink uplink, int mtu) throws Exception {
        lab.provider(uplink).host().ip(List.of("link set core mtu " + mtu));
        String route = lab.internet().exec("ip", "route", "show", uplink.network());
        lab.internet()
                .ip(List.of("route change " + route.strip().replaceAll(" mtu.*", "") + " mtu " + mtu + " advmss 1452"));
    }

    private String bulk(String log, LabUplink uplink) throws Exception {
        String prefix = uplink.network().replaceAll("[0-9]+/.*", "");
        Process client = Router.java(
                lab.lan(), log, Bulk.class, "ask", prefix, Integer.toString(BYTES), Addresses.USERS_PREFIX + ".%d.7");
        assertThat(client.waitFor()).as(log(log)).isZero();
        return log(log);
    }

    private String log(String name) throws Exception {
        return Files.readString(lab.folder().resolve(name));
    }
}
