// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.ftrouter.api.Family;
import org.ftrouter.api.probe.Inconclusive;
import org.ftrouter.api.probe.NoReply;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeFactory;
import org.ftrouter.api.probe.Reply;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestPath;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.probe.Leaks;
import org.ftrouter.probe.Providers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GatewayPathsIT {
    private static final Duration SHORT = Duration.ofMillis(200);
    private final Providers network = new Providers();

    @TempDir
    private Path folder;

    @AfterEach
    void tearDown() {
        network.close();
    }

    private Probe probe(Family family) {
        ProbeFactory factory = family == Family.IPV4 ? new ArpProbeFactory() : new NdpProbeFactory();
        return factory.create(TestSettings.of("target", ""), new TestContext(folder));
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void everyQuestionLeavesThroughItsOwnUplink(Family family) {
        network.countGatewayQuestions();
        try (Probe probe = probe(family)) {
            for (int i = 0; i < 5; i++) {
                assertThat(network.ask(probe, Providers.path(1, family), Providers.LONG))
                        .isInstanceOf(Reply.class);
            }
            assertThat(network.gatewayQuestions(1, family)).isEqualTo(5);
            assertThat(network.gatewayQuestions(0, family)).isZero();

            for (int i = 0; i < 3; i++) {
                assertThat(network.ask(probe, Providers.path(0, family), Providers.LONG))
                        .isInstanceOf(Reply.class);
            }
            assertThat(network.gatewayQuestions(0, family)).isEqualTo(3);
            assertThat(network.gatewayQuestions(1, family)).isEqualTo(5);
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void theGatewayOfThePathIsAskedAndOfNoOther(Family family) {
        network.provider(0).ip("link", "set", "down0", "arp", "off", "allmulticast", "off");
        network.provider(0).ip("address", "flush", "dev", "down0");
        try (Probe probe = probe(family)) {
            assertThat(probe.local()).isTrue();
            assertThat(network.ask(probe, Providers.path(1, family), Providers.LONG))
                    .isInstanceOf(Reply.class);
            assertThat(network.ask(probe, Providers.path(0, family), SHORT)).isInstanceOf(NoReply.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void aDeadGatewayIsSeenThoughTheKernelsTableStillHasIt(Family family) {
        String gateway = Providers.gateway(1, family).getHostAddress();
        network.router().ip("neighbour", "replace", gateway, "lladdr", "02:00:00:00:00:66", "dev", "up1");
        try (Probe probe = probe(family)) {
            assertThat(network.ask(probe, Providers.path(1, family), Providers.LONG))
                    .isInstanceOf(Reply.class);

            network.provider(1).ip("address", "flush", "dev", "down0"); // the cable is fine, but nobody is there

            assertThat(network.ask(probe, Providers.path(1, family), SHORT)).isInstanceOf(NoReply.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void aGatewayThatNoLongerLeadsAnywhereIsStillThere(Family family) {
        network.provider(1).ip("address", "flush", "dev", "lo");
        try (Probe probe = probe(family)) {
            assertThat(network.ask(probe, Providers.path(1, family), Providers.LONG))
                    .isInstanceOf(Reply.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void onAPointToPointLineThereIsNobodyToAsk(Family family) {
        org.ftrouter.api.Path path = Providers.path(1, family);
        var without = new org.ftrouter.api.Path(path.uplink(), family, path.source(), Optional.empty());
        network.router().ip("tuntap", "add", "tun0", "mode", "tun");
        network.router().ip("address", "add", family == Family.IPV4 ? "10.9.9.1/32" : "fd00::9/128", "dev", "tun0");
        network.router().ip("link", "set", "tun0", "up");
        var tunnel = TestPath.of("tun0", family == Family.IPV4 ? "10.9.9.1" : "fd00::9", 1);
        try (Probe probe = probe(family)) {
            assertThat(network.ask(probe, without, Providers.LONG)).isInstanceOf(Inconclusive.class);
            var strange = new org.ftrouter.api.Path(
                    tunnel.uplink(), family, tunnel.source(), Optional.of(Providers.gateway(1, family)));
            assertThat(network.ask(probe, strange, Providers.LONG)).isInstanceOf(Inconclusive.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void aThousandQuestionsLeaveNothingBehind(Family family) {
        try (Probe probe = probe(family)) {
            network.ask(probe, Providers.path(1, family), Providers.LONG);
            try (var leaks = new Leaks()) {
                for (int i = 0; i < 1000; i++) {
                    assertThat(network.ask(probe, Providers.path(1, family), Providers.LONG))
                            .isInstanceOf(Reply.class);
                }
            }
        }
    }
}
