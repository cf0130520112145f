// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.ftrouter.api.Family;
import org.ftrouter.api.probe.Inconclusive;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeFactory;
import org.ftrouter.api.probe.ProbeResult;
import org.ftrouter.api.probe.Reply;
import org.ftrouter.api.testkit.Certificates;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.probe.dns.DnsProbeFactory;
import org.ftrouter.probe.http.HttpProbeFactory;
import org.ftrouter.probe.tcp.TcpProbeFactory;
import org.ftrouter.probe.tls.TlsProbeFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Probes that shake hands or look names up, to hosts that answer behind both uplinks alike: each packet is counted at the
 * provider of the uplink under test, and none at the other's.
 */
class OwnUplinkIT {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final String HOST = "check.example.org";
    private static final String EMPTY = "HTTP/1.1 204 No Content\r\n\r\n";

    private final Providers network = new Providers();
    private final TcpServer[] web = new TcpServer[2];
    private final TcpServer[] tls = new TcpServer[2];
    private final DnsServer[] dns = new DnsServer[2];

    @TempDir
    private static Path folder;

    private static SSLContext context;

    @BeforeAll
    static void sign() throws Exception {
        var certificates = new Certificates(folder);
        String addresses = "ip:" + Providers.target(Family.IPV4).getHostAddress() + ",ip:"
                + Providers.target(Family.IPV6).getHostAddress();
        certificates.sign("right", "dns:" + HOST + "," + addresses);
        certificates.pem("ca");
        context = certificates.server("right");
    }

    @BeforeEach
    void serve() throws Exception {
        for (int i = 0; i < 2; i++) {
            web[i] = new TcpServer(network.provider(i), 80, TcpServer.answering(EMPTY));
            tls[i] = TlsServer.start(network.provider(i), 443, context, EMPTY);
            dns[i] = new DnsServer(
                    network.provider(i),
                    DnsServer.resolver(Providers.target(Family.IPV4), Providers.target(Family.IPV6)),
                    Providers.target(Family.IPV4),
                    Providers.target(Family.IPV6),
                    Providers.resolver(Family.IPV4),
                    Providers.resolver(Family.IPV6));
        }
    }

    @AfterEach
    void tearDown() throws Exception {
        for (int i = 0; i < 2; i++) {
            web[i].close();
            tls[i].close();
            dns[i].close();
        }
        network.close();
    }

    private Probe probe(ProbeFactory factory, String... settings) {
        boolean trusts = factory instanceof TlsProbeFactory || settings[1].startsWith("https:");
        Stream<String> trust =
                trusts ? Stream.of("ca-file", folder.resolve("ca.pem").toString()) : Stream.empty();
        var all = TestSettings.of(Stream.concat(Stream.of(settings), trust).toArray());
        Probe probe = factory.create(all, new TestContext(folder));
        assertThat(all.problems()).isEmpty();
        return probe;
    }

    @ParameterizedTest
    @CsvSource({"http, IPV4", "http, IPV6", "https, IPV4", "https, IPV6"})
    void theUsualResolversAreAskedForANameThroughTheUplinkThatThePageIsAskedThrough(String scheme, Family family) {
        try (Probe probe = probe(new HttpProbeFactory(), "target", scheme + "://" + HOST + "/")) {
            for (int uplink = 0; uplink < 2; uplink++) {
                int other = 1 - uplink;
                long pages = network.packets(other, family);
                long names = network.questions(other, family);

                for (int i = 0; i < 3; i++) {
                    assertThat(network.ask(probe, Providers.path(uplink, family), Providers.LONG))
                            .isInstanceOf(Reply.class);
                }

                assertThat(network.questions(uplink, family))
                        .as("questions for the name")
                        .isEqualTo(3);
                assertThat(network.packets(uplink, family)).as("of connections").isGreaterThanOrEqualTo(9);
                assertThat(network.questions(other, family)).isEqualTo(names);
                assertThat(network.packets(other, family)).isEqualTo(pages);
                assertThat(dns[uplink].askers())
                        .hasSize(3)
                        .containsOnly(Providers.path(uplink, family).source());
            }
        }
    }

    /** Another kind each, with its settings for a family. */
    static Stream<Arguments> kinds() {
        return Stream.of(Family.values()).flatMap(family -> {
            String address = Providers.target(family).getHostAddress();
            String host = Providers.urlHost(family);
            return Stream.of(
                    Arguments.of(family, new DnsProbeFactory(), List.of("target", address)),
                    Arguments.of(family, new DnsProbeFactory(), List.of("target", address, "transport", "tcp")),
                    Arguments.of(family, new TcpProbeFactory(), List.of("target", host + ":80")),
                    Arguments.of(family, new TlsProbeFactory(), List.of("target", host + ":443")),
                    Arguments.of(family, new HttpProbeFactory(), List.of("target", "http://" + host + "/")),
                    Arguments.of(family, new HttpProbeFactory(), List.of("target", "http://" + HOST + "/")),
                    Arguments.of(family, new HttpProbeFactory(), List.of("target", "https://" + host + "/")));
        });
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void withoutItsOwnRouteNoQuestionLeavesThroughTheOtherUplink(
            Family family, ProbeFactory factory, List<String> settings) {
        try (Probe probe = probe(factory, settings.toArray(String[]::new))) {
            assertThat(ask(probe, family, Providers.LONG)).isInstanceOf(Reply.class);
            String number = family == Family.IPV4 ? "-4" : "-6";

            network.router().ip(number, "route", "flush", "table", "102");
            assertThat(ask(probe, family, SHORT))
                    .as("the target itself is looked for behind the device")
                    .isNotInstanceOf(Reply.class);
            network.router().ip(number, "route", "add", "unreachable", "default", "table", "102");
            assertThat(ask(probe, family, SHORT)).isNotInstanceOf(Reply.class);
            network.router().ip("link", "set", "up1", "down");
            assertThat(ask(probe, family, SHORT)).isInstanceOf(Inconclusive.class);

            assertThat(network.packets(0, family)).isZero();
            assertThat(network.questions(0, family)).isZero();
        }
    }

    private ProbeResult ask(Probe probe, Family family, Duration timeout) {
        return network.ask(probe, Providers.path(1, family), timeout);
    }
}
