// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.ftrouter.api.Family;
import org.ftrouter.api.Settings;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.Downlinks;
import org.ftrouter.api.route.Layout;
import org.junit.jupiter.api.Test;

/** The smallest file that works, key by key: its words are promised to stay. */
class SmallestFileTest {
    private final Loaded loaded = ConfigurationLoader.load(Path.of("src/test/resources/config/smallest.conf"));
    private final Configuration configuration = loaded.configuration()
            .orElseThrow(() -> new AssertionError(loaded.problems().list().toString()));

    @Test
    void thereIsNothingToComplainAbout() {
        assertThat(loaded.problems().list()).isEmpty();
    }

    @Test
    void uplinksComeInTheOrderOfTheFileWithTheirNumbers() throws Exception {
        List<Uplink> uplinks =
                configuration.uplinks().stream().map(UplinkConfig::uplink).toList();

        assertThat(uplinks).extracting(Uplink::name).containsExactly("fibre", "cable", "lte");
        assertThat(uplinks.get(0))
                .isEqualTo(new Uplink(
                        "fibre",
                        "eth1",
                        "",
                        Set.of(Family.IPV4),
                        List.of(InetAddress.getByName("192.0.2.2")),
                        List.of(InetAddress.getByName("192.0.2.1")),
                        3,
                        OptionalInt.of(1),
                        201,
                        0x100,
                        0x8100));
        assertThat(uplinks.get(2).dynamic(Family.IPV4)).isTrue();
        assertThat(uplinks.get(2).table()).isEqualTo(203);
    }

    @Test
    void whatIsNotWrittenComesFromTheDefaults() {
        ProbeConfig probe = configuration.uplinks().get(0).probe();

        assertThat(probe.required()).isEqualTo(2);
        assertThat(probe.interval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(probe.timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(probe.confirmTries()).isEqualTo(6);
        assertThat(probe.confirmSpacing()).isEqualTo(Duration.ofMillis(50));
        assertThat(probe.rise()).isEqualTo(3);
        assertThat(probe.holdUp()).isEqualTo(Duration.ofSeconds(10));
        assertThat(probe.standbyInterval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(probe.meteredInterval()).isEqualTo(Duration.ofSeconds(60));
        assertThat(probe.lateFloor()).isEqualTo(Duration.ofMillis(150));
        assertThat(probe.quality()).isEqualTo(QualityLimits.DEFAULT);
        assertThat(probe.flapGuard()).isEqualTo(FlapGuard.DEFAULT);
        assertThat(probe.passive()).isEqualTo(PassiveEvidence.DEFAULT);
        assertThat(configuration.layout())
                .isEqualTo(new Layout(0xff00, 199, 200, 31000, 31100, 31200, 31300, 31900, 31901));
        assertThat(configuration.allDown()).isEqualTo(AllDown.KEEP);
        assertThat(configuration.language()).isEqualTo("en");
        assertThat(configuration.log().file()).isEmpty();
        assertThat(configuration.log().maxBytes()).isEqualTo(1 << 20);
    }

    @Test
    void targetsBackendsAndChannelsAreLeftToTheirPlugins() {
        List<PluginConfig> targets = configuration.uplinks().get(0).probe().targets();
        Settings email = configuration.notifiers().get(1).settings();

        assertThat(configuration.downlinks()).isEqualTo(new Downlinks(List.of("eth0"), List.of("eth3")));
        assertThat(targets).extracting(PluginConfig::type).containsExactly("icmp", "icmp", "icmp", "tcp");
        assertThat(targets.get(3).name()).isEqualTo("tcp:208.67.222.222:443");
        assertThat(targets.get(3).settings().string("target")).isEqualTo("208.67.222.222:443");
        assertThat(targets.get(3).place()).isEqualTo("smallest.conf:10");
        assertThat(configuration.routes()).extracting(PluginConfig::type).containsExactly("multipath", "iptables");
        assertThat(configuration.routes().get(1).settings().flag("manage", false))
                .isTrue();
        assertThat(email.strings("to")).containsExactly("noc@example.org");
        assertThat(email.section("smtp").string("host")).isEqualTo("smtp.example.org");
    }
}
