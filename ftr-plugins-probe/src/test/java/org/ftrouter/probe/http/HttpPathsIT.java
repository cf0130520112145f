// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.ftrouter.api.Family;
import org.ftrouter.api.probe.NoReply;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeResult;
import org.ftrouter.api.probe.Reply;
import org.ftrouter.api.testkit.Certificates;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestPath;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.probe.DnsServer;
import org.ftrouter.probe.Providers;
import org.ftrouter.probe.TcpServer;
import org.ftrouter.probe.TlsServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpPathsIT {
    private static final String EMPTY = "HTTP/1.1 204 No Content\r\n\r\n";
    private static final String PORTAL_PAGE = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nLogin";
    private static final String PORTAL_REDIRECT =
            "HTTP/1.1 302 Found\r\nLocation: http://login.portal/\r\nContent-Length: 0\r\n\r\n";
    private final Providers network = new Providers();

    @TempDir
    private Path folder;

    @AfterEach
    void tearDown() {
        network.close();
    }

    private ProbeResult ask(Family family, String url, Object... more) {
        var all = new ArrayList<Object>(List.of("target", url));
        all.addAll(List.of(more));
        var settings = TestSettings.of(all.toArray());
        try (Probe probe = new HttpProbeFactory().create(settings, new TestContext(folder))) {
            assertThat(settings.problems()).isEmpty();
            return network.ask(probe, Providers.path(1, family), Providers.LONG);
        }
    }

    private ProbeResult askAddress(Object... more) {
        return ask(Family.IPV4, "http://" + Providers.urlHost(Family.IPV4) + "/", more);
    }

    private TcpServer server(String response) {
        return new TcpServer(network.provider(1), 80, TcpServer.answering(response));
    }

    private static String reason(ProbeResult result) {
        assertThat(result).isInstanceOf(NoReply.class);
        return ((NoReply) result).reason();
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void nameAndPageAreAskedThroughTheSameUplink(Family family) throws Exception {
        String resolver = Providers.target(family).getHostAddress();
        try (var web = server(EMPTY);
                var dns = new DnsServer(
                        network.provider(1),
                        DnsServer.resolver(Providers.target(Family.IPV4), Providers.target(Family.IPV6)),
                        Providers.target(family))) {
            for (int i = 0; i < 5; i++) {
                assertThat(ask(family, "http://check.example.org/", "resolver", resolver))
                        .isInstanceOf(Reply.class);
            }

            assertThat(dns.askers())
                    .hasSize(5)
                    .containsOnly(Providers.path(1, family).source());
            assertThat(web.sources())
                    .hasSize(5)
                    .containsOnly(Providers.path(1, family).source());
            assertThat(network.packets(1, family)).isGreaterThanOrEqualTo(25);
            assertThat(network.packets(0, family)).isZero();
        }
    }

    @Test
    void aNameThatCannotBeLookedUpIsNoReplyThatSaysSo() throws Exception {
        String resolver = Providers.target(Family.IPV4).getHostAddress();
        try (var web = server(EMPTY)) {
            assertThat(reason(ask(Family.IPV4, "http://check.example.org/", "resolver", resolver)))
                    .contains("cannot look up check.example.org", "ECONNREFUSED");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "127.0.0.1", "169.254.1.1", "255.255.255.255", "224.0.0.1"})
    void aNameThatLeadsNowhereIsNoReplyAndNotAFaultOfOurs(String address) throws Exception {
        InetAddress resolver = Providers.target(Family.IPV4);
        try (var dns = new DnsServer(network.provider(1), DnsServer.resolver(TestPath.address(address)), resolver)) {
            assertThat(reason(ask(Family.IPV4, "http://check.example.org/", "resolver", resolver.getHostAddress())))
                    .contains("the answer for check.example.org is " + address + ", where no host can be");
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void whatACaptivePortalAnswersIsNoReply(Family family) throws Exception {
        String url = "http://" + Providers.urlHost(family);
        try (var portal = server(PORTAL_PAGE)) {
            assertThat(reason(ask(family, url + "/"))).contains("answered 200, not 204: a captive portal?");
            assertThat(reason(ask(family, url + "/", "body", "success")))
                    .contains("the expected text is not in its first 5 bytes");
            assertThat(reason(ask(family, url + "/", "header", "X-Network: online")))
                    .contains("without the header 'X-Network'");
        }
        try (var portal = new TcpServer(network.provider(1), 81, TcpServer.answering(PORTAL_REDIRECT))) {
            assertThat(reason(ask(family, url + ":81/")))
                    .contains("answered 302, to http://login.portal/, not 204: a captive portal?");
            assertThat(reason(ask(family, url + ":81/", "body", "success"))).contains("answered 302");
            assertThat(portal.sources()).hasSize(2); // nothing was followed
        }
        assertThat(network.packets(0, family)).isZero();
    }

    @Test
    void statusBodyAndHeaderAsExpectedAreAReply() throws Exception {
        String header = String.join("\r\n", "HTTP/1.1 200 OK", "X-Network: it is online", "Transfer-Encoding: chunked");
        String page = String.join("\r\n", header, "", "4", "succ", "5", "ess\r\n", "0", "", "");
        try (var web = server("HTTP/1.1 100 Continue\r\n\r\n" + page)) {
            assertThat(askAddress("body", "success\r\n", "header", "X-Network: online"))
                    .isInstanceOf(Reply.class);
            assertThat(askAddress("status", 200, "header", "X-Network")).isInstanceOf(Reply.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void aClosedPortIsNoReply(Family family) {
        assertThat(reason(ask(family, "http://" + Providers.urlHost(family) + "/")))
                .contains("ECONNREFUSED");
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void httpsBelievesOnlyTheRightNameOfARightAuthority(Family family) throws Exception {
        var certificates = new Certificates(folder);
        String address = Providers.target(family).getHostAddress();
        certificates.sign("right", "dns:check.example.org,ip:" + address);
        certificates.sign("wrong", "dns:login.portal");
        String authority = certificates.pem("ca").toString();
        String host = "https://" + Providers.urlHost(family);
        try (var right = TlsServer.start(network.provider(1), 443, certificates.server("right"), EMPTY);
                var wrong = TlsServer.start(network.provider(1), 444, certificates.server("wrong"), EMPTY)) {
            assertThat(ask(family, host + "/", "ca-file", authority)).isInstanceOf(Reply.class);
            assertThat(reason(ask(family, host + ":444/", "ca-file", authority)))
                    .contains("No subject alternative");
            assertThat(reason(ask(family, host + "/"))).contains("PKIX path building failed");

            assertThat(right.sources())
                    .hasSize(2)
                    .containsOnly(Providers.path(1, family).source());
            assertThat(wrong.sources())
                    .hasSize(1)
                    .containsOnly(Providers.path(1, family).source());
            assertThat(network.packets(1, family)).isGreaterThanOrEqualTo(15);
            assertThat(network.packets(0, family)).isZero();
        }
    }

    @Test
    void aSlowServerEndsWithTheTimeAndTheTimeIsKept() throws Exception {
        try (var drip = new TcpServer(network.provider(1), 80, HttpHostileIT::drip)) {
            var settings = TestSettings.of("target", "http://" + Providers.urlHost(Family.IPV4) + "/");
            try (Probe probe = new HttpProbeFactory().create(settings, new TestContext(folder))) {
                long start = System.nanoTime();

                ProbeResult result = network.ask(probe, Providers.path(1, Family.IPV4), Duration.ofMillis(500));

                assertThat(reason(result)).contains("too long");
                assertThat(Duration.ofNanos(System.nanoTime() - start))
                        .isBetween(Duration.ofMillis(500), Duration.ofSeconds(10));
            }
        }
    }
}
