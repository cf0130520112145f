// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.Addresses;
import org.ftrouter.dist.lab.Fault;
import org.ftrouter.dist.lab.Flow;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.dist.lab.Line;
import org.ftrouter.dist.lab.Stamp;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two PPPoE uplinks and an ordinary one. Needs a kernel with PPPoE, pppd and pppoe-server. */
class PppoeUplinks extends InterfaceKind {
    private static final int BYTES = 100_000;

    PppoeUplinks() {
        super("pppoe", List.of(Family.values()), Line.PPPOE, Line.VETH, Line.PPPOE);
    }

    /**
     * With the interface the kernel forgets the connections that were translated to its address. What their clients send
     * after that, a reset for example, belongs to no connection and is translated by no rule: a router's filter drops it.
     */
    @BeforeAll
    void filter() throws Exception {
        for (String program : List.of("iptables-legacy", "ip6tables-legacy")) {
            lab.router().exec(program, "-A", "FORWARD", "-m", "conntrack", "--ctstate", "INVALID", "-j", "DROP");
        }
    }

    /** What a dial-in gave. */
    private record Session(String number, String address, String gateway) {}

    @Test
    void eachDialInGivesAnotherAddressGatewayAndInterfaceNumberAndCarriesAgain() throws Exception {
        LabUplink dsl = lab.uplink(1);
        Map<Family, List<Duration>> times = new EnumMap<>(Family.class);
        try (Flow other = lab.flows().tcp(lab.uplink(2));
                Flow other6 = lab.flows().tcp(lab.uplink(2), Family.IPV6)) {
            Stamp start = Stamp.now();
            for (int redial = 0; redial < 3; redial++) {
                var before = new EnumMap<Family, Session>(Family.class);
                for (Family family : Family.values()) {
                    before.put(family, session(dsl, family));
                }
                Stamp hungUp = Stamp.now();
                lab.hangUp(dsl);
                for (Family family : Family.values()) {
                    times.computeIfAbsent(family, f -> new ArrayList<>())
                            .add(carriesAnew(dsl, family, Objects.requireNonNull(before.get(family)), hungUp));
                }
            }
            for (Family family : Family.values()) {
                String what = "hung up to carrying with the new address, " + family;
                note(what, Figures.spread(times.get(family)), "<= " + LIMIT.toSeconds() + " s");
            }
            for (Flow flow : List.of(other, other6)) {
                Duration silence = flow.longestSilence(start, Stamp.now());
                note("long TCP of another uplink meanwhile", Figures.seconds(silence), "silent < 2 s");
                assertThat(silence).isLessThan(Duration.ofSeconds(2));
                assertThat(flow.end()).isEmpty();
            }
        }
        assertNoLeaks();
    }

    /** How long after it was hung up. */
    private Duration carriesAnew(LabUplink dsl, Family family, Session before, Stamp hungUp) throws Exception {
        Router.await("it has dialled in anew in " + family, LIMIT, () -> isNew(session(dsl, family), before));
        Session now = session(dsl, family);
        var first = lab.meter().await(sample -> isSame(sample.source(), now.address), hungUp, LIMIT);
        assertThat(first).as("a connection as " + now).isPresent();
        return hungUp.until(first.orElseThrow().start());
    }

    /** Zeros of an IPv6 address are written in more than one way. */
    private static boolean isSame(String source, String address) {
        try {
            return !source.isEmpty() && InetAddress.getByName(source).equals(InetAddress.getByName(address));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static boolean isNew(Session now, Session before) {
        return !now.address.isEmpty()
                && !now.gateway.isEmpty()
                && !now.number.equals(before.number)
                && !now.address.equals(before.address)
                && !now.gateway.equals(before.gateway);
    }

    /** The gateway of IPv6 is the other end of the session, which a router advertisement has made the default route. */
    private Session session(LabUplink uplink, Family family) throws Exception {
        String option = family == Family.IPV4 ? "-4" : "-6";
        String shown = lab.router()
                .run("ip", option, "-o", "addr", "show", "dev", uplink.device())
                .output();
        String gateway = shown.replaceAll("(?s).* peer ([0-9.]+).*", "$1");
        if (family == Family.IPV6) {
            gateway = lab.router()
                    .run("ip", "-6", "route", "show", "default", "proto", "ra", "dev", uplink.device())
                    .output()
                    .replaceAll("(?s).*via (fe80::[0-9a-f:]+) .*", "$1");
        }
        return new Session(shown.replaceAll("(?s):.*", ""), lab.address(uplink, family), gateway);
    }

    /**
     * With the interface down the kernel forgets the link-local address that the two ends of the session had agreed on, and
     * makes no other: in IPv6 it takes a new session.
     */
    @Override
    void assertBackInService(LabUplink uplink, Stamp up) throws Exception {
        assertThat(lab.meter().awaitUplink(uplink, Family.IPV4, up, LIMIT))
                .as(uplink.name() + " by itself")
                .isPresent();
        if (uplink.line() == Line.PPPOE) {
            assertThat(router.status(uplink, Family.IPV6).get("health").getAsString())
                    .isEqualTo("down");
            lab.hangUp(uplink);
        }
        super.assertBackInService(uplink, up);
    }

    @Test
    void aCutLineEndsTheSessionAndItIsDialledAgainOnceTheLineIsWhole() throws Exception {
        LabUplink dsl = lab.uplink(3);
        lab.fault(dsl, Fault.CARRIER);
        Router.await("the interface has gone", LIMIT, () -> lab.address(dsl).isEmpty());
        assertThat(lab.meter().awaitQuiet(QUIET, LIMIT)).isTrue();
        Stamp healed = lab.heal(dsl);

        for (Family family : Family.values()) {
            assertThat(lab.meter().awaitUplink(dsl, family, healed, LIMIT.multipliedBy(2)))
                    .as(family.toString())
                    .isPresent();
        }
        assertNoLeaks();
    }

    /**
     * Full packets do not fit: first into the PPPoE line, where the router itself says so, then behind the provider,
     * which says so to the router's address. Both have to reach the asker in the LAN.
     */
    @ParameterizedTest
    @EnumSource(Family.class)
    void fullPacketsBothWaysFindThePathsLimitAlsoBehindTheProvider(Family family) throws Exception {
        LabUplink dsl = lab.uplink(1);
        router.awaitAllUp();
        lab.pauseMeter();
        String names = "bulk-" + family.toString().toLowerCase(Locale.ROOT);
        Process server = Router.java(lab.internet(), names + "-server.log", Bulk.class, "serve");
        try {
            Router.await("it serves", LIMIT, () -> log(names + "-server.log").contains("ready"));
            assertThat(bulk(names + "-1.log", dsl, family)).contains("done");
            narrow(dsl, family, 1400);
            String done = bulk(names + "-2.log", dsl, family);

            assertThat(done).contains("done");
            String destination = done.replaceAll("(?s).*done ([0-9a-f.:]+).*", "$1");
            String route = lab.lan().exec("ip", "route", "get", destination);
            String learnt = route.replaceAll("(?s).* mtu (\\d+).*", "$1");
            note("path MTU the LAN client learnt, " + family, learnt, "1400");
            assertThat(route).contains("mtu 1400");
        } finally {
            narrow(dsl, family, 1500);
            server.destroy();
            server.waitFor();
        }
        assertNoLeaks();
    }

    /**
     * The line behind the provider. The server knows it (what is too long for the receiving end of such a line is dropped
     * without a word), but still offers to take longer segments; who sends those has to be told by the provider.
     */
    private void narrow(LabUplink uplink, Family family, int mtu) throws Exception {
        boolean four = family == Family.IPV4;
        lab.provider(uplink).host().ip(List.of("link set core mtu " + mtu));
        String route = lab.internet()
                .exec("ip", four ? "-4" : "-6", "route", "show", uplink.network(family))
                .strip()
                .replaceAll(" (mtu|pref) .*", "");
        lab.internet().ip(List.of("route change " + route + " mtu " + mtu + " advmss " + (four ? 1452 : 1432)));
    }

    private String bulk(String log, LabUplink uplink, Family family) throws Exception {
        boolean four = family == Family.IPV4;
        String prefix = four
                ? uplink.network().replaceAll("[0-9]+/.*", "")
                : InetAddress.getByName(uplink.network(family).replace("/64", ""))
                        .getHostAddress()
                        .replaceAll("0:0:0:0:0$", "");
        String destinations = four ? Addresses.USERS_PREFIX + ".%d.7" : Addresses.USERS_PREFIX6 + ":%d::7";
        Process client = Router.java(lab.lan(), log, Bulk.class, "ask", prefix, Integer.toString(BYTES), destinations);
        assertThat(client.waitFor()).as(log(log)).isZero();
        return log(log);
    }

    private String log(String name) throws Exception {
        return Files.readString(lab.folder().resolve(name));
    }
}
