// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ftrouter.api.Family;
import org.ftrouter.api.probe.NoReply;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeFactory;
import org.ftrouter.api.probe.ProbeResult;
import org.ftrouter.api.probe.Reply;
import org.ftrouter.api.testkit.Certificates;
import org.ftrouter.api.testkit.ProbeContract;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.probe.TcpServer;
import org.ftrouter.probe.TlsServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TlsProbeIT extends ProbeContract {
    @TempDir
    private static Path folder;

    private static Certificates certificates;

    @BeforeAll
    static void makeCertificates() throws Exception {
        certificates = new Certificates(folder);
        String addresses = "ip:192.0.2.1,ip:2001:db8::1";
        certificates.sign("right", "dns:www.example.org," + addresses, "-validity", "30");
        certificates.sign("expired", addresses, "-startdate", "-20d", "-validity", "10");
        certificates.sign("other", "dns:www.example.com");
    }

    @Override
    protected ProbeFactory factory() {
        return new TlsProbeFactory();
    }

    @Override
    protected List<String> wrongTargets() {
        return List.of("", "9.9.9.9", "www.example.org", "9.9.9.9:0", "2620:fe::fe:443", "a b:443");
    }

    @Override
    protected TestSettings settings(InetAddress target) {
        String host = target.getHostAddress();
        String target443 = (Family.of(target) == Family.IPV4 ? host : "[" + host + "]") + ":443";
        return TestSettings.of(
                "target", target443, "ca-file", folder.resolve("ca.pem").toString());
    }

    @Override
    protected AutoCloseable serve() throws Exception {
        certificates.pem("ca");
        return TlsServer.start(far(), 443, certificates.server("right"), "");
    }

    private static String host(Family family) {
        return family == Family.IPV4 ? "192.0.2.1" : "[2001:db8::1]";
    }

    private ProbeResult ask(Family family, int port, Object... more) throws Exception {
        var all = new ArrayList<Object>(List.of("target", host(family) + ":" + port));
        all.addAll(List.of("ca-file", folder.resolve("ca.pem").toString()));
        all.addAll(List.of(more));
        try (Probe probe = factory().create(TestSettings.of(all.toArray()), new TestContext(folder))) {
            return near().call(() -> probe.probe(path(family), LONG))
                    .toCompletableFuture()
                    .get(2 * LONG.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static String reason(ProbeResult result) {
        assertThat(result).isInstanceOf(NoReply.class);
        return ((NoReply) result).reason();
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void aCertificateMustBeValidForAsLongAsWanted(Family family) throws Exception {
        assertThat(ask(family, 443, "valid-for", Duration.ofDays(29))).isInstanceOf(Reply.class);
        assertThat(reason(ask(family, 443, "valid-for", Duration.ofDays(31))))
                .contains("the certificate of " + host(family) + ":443 ends on", "sooner than in 31 days");
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void anExpiredCertificateIsNoReply(Family family) throws Exception {
        try (var server = TlsServer.start(far(), 444, certificates.server("expired"), "")) {
            assertThat(reason(ask(family, 444))).contains("validity check failed");
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void theNameMustBeTheOneWanted(Family family) throws Exception {
        try (var server = TlsServer.start(far(), 444, certificates.server("other"), "")) {
            assertThat(ask(family, 443, "server-name", "www.example.org")).isInstanceOf(Reply.class);
            assertThat(reason(ask(family, 444, "server-name", "www.example.org")))
                    .contains("No subject alternative DNS name matching www.example.org");
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void aPortThatSpeaksSomethingElseIsNoReply(Family family) throws Exception {
        try (var server = new TcpServer(
                far(),
                444,
                c -> c.getOutputStream().write("220 mail.example.org ESMTP\r\n".getBytes(StandardCharsets.US_ASCII)))) {
            assertThat(reason(ask(family, 444))).startsWith("no TLS with " + host(family) + ":444");
        }
        assertThat(reason(ask(family, 445))).contains("ECONNREFUSED");
    }
}
