// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ftrouter.api.Family;
import org.ftrouter.api.probe.NoReply;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeResult;
import org.ftrouter.api.probe.Reply;
import org.ftrouter.api.testkit.Certificates;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.probe.DnsServer;
import org.ftrouter.probe.Providers;
import org.ftrouter.probe.TlsServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TlsPathsIT {
    private final Providers network = new Providers();

    @TempDir
    private Path folder;

    @AfterEach
    void tearDown() {
        network.close();
    }

    private ProbeResult ask(Family family, String target, Object... more) {
        var all = new ArrayList<Object>(
                List.of("target", target, "ca-file", folder.resolve("ca.pem").toString()));
        all.addAll(List.of(more));
        var settings = TestSettings.of(all.toArray());
        try (Probe probe = new TlsProbeFactory().create(settings, new TestContext(folder))) {
            assertThat(settings.problems()).isEmpty();
            return network.ask(probe, Providers.path(1, family), Providers.LONG);
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void nameAndHandshakeGoThroughTheSameUplinkAndAnExpiredCertificateIsSeen(Family family) throws Exception {
        var certificates = new Certificates(folder);
        String names = "dns:www.example.org,ip:" + Providers.target(family).getHostAddress();
        certificates.sign("right", names);
        certificates.sign("expired", names, "-startdate", "-20d", "-validity", "10");
        certificates.pem("ca");
        String resolver = Providers.target(family).getHostAddress();
        try (var right = TlsServer.start(network.provider(1), 443, certificates.server("right"), "");
                var expired = TlsServer.start(network.provider(1), 444, certificates.server("expired"), "");
                var dns = new DnsServer(
                        network.provider(1),
                        DnsServer.resolver(Providers.target(Family.IPV4), Providers.target(Family.IPV6)),
                        Providers.target(family))) {
            for (int i = 0; i < 5; i++) {
                assertThat(ask(family, "www.example.org:443", "resolver", resolver))
                        .isInstanceOf(Reply.class);
            }
            assertThat(ask(family, "www.example.org:444", "resolver", resolver))
                    .isInstanceOfSatisfying(
                            NoReply.class, no -> assertThat(no.reason()).contains("validity check failed"));
            assertThat(ask(family, Providers.urlHost(family) + ":443")).isInstanceOf(Reply.class);

            assertThat(right.sources())
                    .hasSize(6)
                    .containsOnly(Providers.path(1, family).source());
            assertThat(expired.sources()).containsOnly(Providers.path(1, family).source());
            assertThat(dns.askers())
                    .hasSize(6)
                    .containsOnly(Providers.path(1, family).source());
            assertThat(network.packets(1, family)).isGreaterThanOrEqualTo(30);
            assertThat(network.packets(0, family)).isZero();
        }
    }
}
