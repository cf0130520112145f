// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.ftrouter.api.Family;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TcpProbeFactoryTest {
    private final TcpProbeFactory factory = new TcpProbeFactory();

    @Test
    void aTargetIsAnAddressAndAPort() {
        assertThat(TcpProbeFactory.parse("9.9.9.9:443")).contains(new InetSocketAddress("9.9.9.9", 443));
        assertThat(TcpProbeFactory.parse("[2620:fe::fe]:53")).contains(new InetSocketAddress("2620:fe::fe", 53));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "9.9.9.9", "dns.example:443", "9.9.9.9:0", "9.9.9.9:65536", "2620:fe::fe:443", "9.9.9.999:1"
            })
    void anythingElseIsAProblemThatSaysWhatIsAllowed(String target) {
        var settings = TestSettings.of("target", target);

        factory.create(settings, new TestContext(Path.of("unused")));

        assertThat(settings.problems()).singleElement().asString().contains("ADDRESS:PORT");
    }

    @Test
    void whatAResetMeansIsDeadOrAlive() {
        var settings = TestSettings.of("target", "9.9.9.9:443", "refused", "perhaps");

        factory.create(settings, new TestContext(Path.of("unused")));

        assertThat(settings.problems()).containsExactly("refused: is 'perhaps', allowed is alive, dead");
    }

    @Test
    void aTargetIsAskedInItsOwnFamilyAlone() {
        var probe = new TcpProbe(new InetSocketAddress("9.9.9.9", 443), Refused.DEAD, () -> 0);

        assertThat(probe.asks(Family.IPV4)).isTrue();
        assertThat(probe.asks(Family.IPV6)).isFalse();
    }
}
