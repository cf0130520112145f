// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ftrouter.api.Family;
import org.ftrouter.api.probe.NoReply;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeResult;
import org.ftrouter.api.probe.Reply;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestPath;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.probe.DnsServer;
import org.ftrouter.probe.Leaks;
import org.ftrouter.probe.Providers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;

class DnsPathsIT {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final InetAddress RIGHT = TestPath.address("192.0.2.80");
    private static final InetAddress PORTAL = TestPath.address("10.0.0.1");
    private final Providers network = new Providers();

    @TempDir
    private Path folder;

    @AfterEach
    void tearDown() {
        network.close();
    }

    private DnsServer server(DnsServer.Answers answers) {
        return new DnsServer(
                network.provider(1), answers, Providers.target(Family.IPV4), Providers.target(Family.IPV6));
    }

    private Probe probe(Family family, Object... more) {
        var all =
                new ArrayList<Object>(List.of("target", Providers.target(family).getHostAddress()));
        all.addAll(List.of(more));
        return new DnsProbeFactory().create(TestSettings.of(all.toArray()), new TestContext(folder));
    }

    private ProbeResult ask(Family family, Duration timeout, Object... more) {
        try (Probe probe = probe(family, more)) {
            return network.ask(probe, Providers.path(1, family), timeout);
        }
    }

    private static String reason(ProbeResult result) {
        assertThat(result).isInstanceOf(NoReply.class);
        return ((NoReply) result).reason();
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void everyQuestionLeavesThroughItsOwnUplinkByEitherTransport(Family family) throws Exception {
        try (DnsServer server = server(DnsServer.resolver())) {
            for (int i = 0; i < 5; i++) {
                assertThat(ask(family, Providers.LONG)).isInstanceOf(Reply.class);
                assertThat(ask(family, Providers.LONG, "transport", "tcp")).isInstanceOf(Reply.class);
            }

            assertThat(server.askers())
                    .hasSize(5)
                    .containsOnly(Providers.path(1, family).source());
            assertThat(network.packets(1, family)).isGreaterThanOrEqualTo(25);
            assertThat(network.packets(0, family)).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void deadDnsIsSeenThoughTheHostIsThere(Family family) throws Exception {
        String host = Providers.target(family).getHostAddress();
        String program = family == Family.IPV4 ? "iptables" : "ip6tables";
        for (String transport : List.of("udp", "tcp")) {
            assertThat(reason(ask(family, Providers.LONG, "transport", transport)))
                    .contains("ECONNREFUSED");
            network.provider(1).command(program, "-A", "INPUT", "-p", transport, "--dport", "53", "-j", "DROP");
            assertThat(reason(ask(family, SHORT, "transport", transport))).contains(host);
        }
        network.router().command("ping", "-q", "-c", "1", "-W", "20", "-m", "2", "-I", "up1", host);
        assertThat(network.packets(0, family)).isZero();
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void aResolverThatCannotResolveIsNoReply(Family family) throws Exception {
        DnsServer.Answers failing = (query, byTcp) -> {
            Message response = DnsServer.response(query);
            response.getHeader().setRcode(Rcode.SERVFAIL);
            return List.of(response.toWire());
        };
        try (DnsServer server = server(failing)) {
            assertThat(reason(ask(family, Providers.LONG))).isEqualTo("the answer for . is SERVFAIL");
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void aPortalThatAnswersEverythingIsToldByTheExpectedAddressAndByANameThatDoesNotExist(Family family)
            throws Exception {
        Object[] known = {"name", "www.example.org", "expect", RIGHT.getHostAddress()};
        Object[] none = {"name", "no.such.name.invalid", "expect", "nxdomain"};
        var portal = new AtomicBoolean();
        DnsServer.Answers answers = (query, byTcp) -> {
            Message response = DnsServer.response(query, portal.get() ? PORTAL : RIGHT);
            boolean exists = query.getQuestion().getName().toString().equals("www.example.org.");
            response.getHeader().setRcode(exists || portal.get() ? Rcode.NOERROR : Rcode.NXDOMAIN);
            return List.of(response.toWire());
        };
        try (DnsServer server = server(answers)) {
            assertThat(ask(family, Providers.LONG, known)).isInstanceOf(Reply.class);
            assertThat(ask(family, Providers.LONG, none)).isInstanceOf(Reply.class);

            portal.set(true);
            assertThat(reason(ask(family, Providers.LONG, known))).contains("10.0.0.1", "captive portal");
            assertThat(reason(ask(family, Providers.LONG, none))).contains("NOERROR", "captive portal");
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void aCutAnswerIsFetchedByTcp(Family family) throws Exception {
        try (DnsServer server = server((query, byTcp) -> {
            Message response = byTcp ? DnsServer.response(query, RIGHT) : DnsServer.response(query);
            response.getHeader().setFlag(byTcp ? Flags.RA : Flags.TC);
            return List.of(response.toWire());
        })) {
            assertThat(ask(family, Providers.LONG, "name", "a.org", "expect", RIGHT.getHostAddress()))
                    .isInstanceOf(Reply.class);
            assertThat(server.askers()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void garbageAndAnswersToOtherQuestionsAreNoAnswer(Family family) throws Exception {
        var random = new SplittableRandom(7);
        try (DnsServer server = server((query, byTcp) -> {
            Message otherId = DnsServer.response(query);
            otherId.getHeader().setID(query.getHeader().getID() ^ 1);
            byte[] noise = new byte[random.nextInt(1, 600)];
            random.nextBytes(noise);
            return List.of(otherId.toWire(), query.toWire(), noise, new byte[0]);
        })) {
            assertThat(reason(ask(family, SHORT)))
                    .isEqualTo("DNS: no answer from "
                            + Providers.target(family).getHostAddress()
                            + " port 53; 4 packets from there are no answer to the question");
        }
    }

    @Test
    void aThousandQuestionsToHostileServersEndInTimeAndLeaveNothingBehind() throws Exception {
        var random = new SplittableRandom(9);
        DnsServer.Answers hostile = (query, byTcp) -> {
            byte[] right = DnsServer.response(query).toWire();
            byte[] mutated = right.clone();
            mutated[2 + random.nextInt(mutated.length - 2)] ^= (byte) (1 << random.nextInt(8));
            byte[] cut = java.util.Arrays.copyOf(right, random.nextInt(right.length));
            return List.of(cut, mutated);
        };
        try (DnsServer server = server(hostile);
                Probe probe = probe(Family.IPV4);
                Probe probe6 = probe(Family.IPV6)) {
            network.ask(probe, Providers.path(1, Family.IPV4), SHORT);
            network.ask(probe6, Providers.path(1, Family.IPV6), SHORT);
            try (Leaks leaks = new Leaks()) {
                for (int round = 0; round < 20; round++) {
                    var under = new ArrayList<CompletableFuture<ProbeResult>>();
                    for (int i = 0; i < 25; i++) {
                        under.add(network.begin(probe, Providers.path(1, Family.IPV4), Duration.ofMillis(50)));
                        under.add(network.begin(probe6, Providers.path(1, Family.IPV6), Duration.ofMillis(50)));
                    }
                    under.forEach(result -> assertThat(result.orTimeout(20, java.util.concurrent.TimeUnit.SECONDS)
                                    .join())
                            .isInstanceOfAny(NoReply.class, Reply.class));
                }
            }
        }
    }
}
