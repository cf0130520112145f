// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.ftrouter.api.Family;
import org.ftrouter.api.probe.NoReply;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.Reply;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.probe.Providers;
import org.ftrouter.probe.TcpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TcpPathsIT {
    private final Providers network = new Providers();

    @TempDir
    private Path folder;

    @AfterEach
    void tearDown() {
        network.close();
    }

    private Probe probe(Family family, String refused) {
        var settings = TestSettings.of("target", Providers.urlHost(family) + ":443", "refused", refused);
        return new TcpProbeFactory().create(settings, new TestContext(folder));
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void everyHandshakeGoesThroughItsOwnUplink(Family family) throws Exception {
        try (var server = new TcpServer(
                        network.provider(1), 443, c -> c.getInputStream().read());
                Probe probe = probe(family, "dead")) {
            for (int i = 0; i < 5; i++) {
                assertThat(network.ask(probe, Providers.path(1, family), Providers.LONG))
                        .isInstanceOf(Reply.class);
            }

            await().atMost(Providers.LONG).until(() -> server.sources().size() == 5); // it accepts when it may
            assertThat(server.sources()).containsOnly(Providers.path(1, family).source());
            assertThat(network.packets(1, family)).isGreaterThanOrEqualTo(15);
            assertThat(network.packets(0, family)).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void aClosedPortIsDeadOrAliveAsTheSettingSays(Family family) {
        try (Probe dead = probe(family, "dead");
                Probe alive = probe(family, "alive")) {
            assertThat(network.ask(dead, Providers.path(1, family), Providers.LONG))
                    .isInstanceOfSatisfying(
                            NoReply.class, no -> assertThat(no.reason()).contains("ECONNREFUSED"));
            assertThat(network.ask(alive, Providers.path(1, family), Providers.LONG))
                    .isInstanceOf(Reply.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void aPortThatSwallowsPacketsIsDeadHoweverTheSetting(Family family) {
        network.provider(1)
                .command(
                        family == Family.IPV4 ? "iptables" : "ip6tables",
                        "-A",
                        "INPUT",
                        "-p",
                        "tcp",
                        "--dport",
                        "443",
                        "-j",
                        "DROP");
        try (Probe probe = probe(family, "alive")) {
            assertThat(network.ask(probe, Providers.path(1, family), Duration.ofMillis(200)))
                    .isInstanceOf(NoReply.class);
        }
    }
}
