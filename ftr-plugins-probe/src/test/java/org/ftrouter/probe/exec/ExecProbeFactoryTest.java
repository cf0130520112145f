// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.ftrouter.api.Family;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestSettings;
import org.junit.jupiter.api.Test;

class ExecProbeFactoryTest {

    private static List<String> problems(Object... keysAndValues) {
        var settings = TestSettings.of(keysAndValues);
        new ExecProbeFactory().create(settings, new TestContext(Path.of("unused")));
        return settings.problems();
    }

    @Test
    void whatIsWrongIsSaidWithWhatIsAllowed() {
        assertThat(problems("target", "/etc/ftr/check", "arguments", List.of("a", "b c"), "families", List.of("ipv6")))
                .isEmpty();
        assertThat(problems("target", "check.sh"))
                .containsExactly(
                        "target: is 'check.sh', not the absolute path of a program, as in exec:/etc/ftr/check");
        assertThat(problems("target", "/a", "families", List.of("ipx", "ipv4")))
                .containsExactly("families: is 'ipx'; allowed: ipv4, ipv6");
        assertThat(problems("target", "/a", "families", List.of()))
                .containsExactly("families: is empty; allowed: [ ipv4 ], [ ipv6 ], [ ipv4, ipv6 ]");
    }

    @Test
    void itTestsIpv4UnlessToldOtherwise() {
        var context = new TestContext(Path.of("unused"));
        var usual = new ExecProbeFactory().create(TestSettings.of("target", "/a"), context);
        var six = new ExecProbeFactory().create(TestSettings.of("target", "/a", "families", "ipv6"), context);

        assertThat(usual.asks(Family.IPV4)).isTrue();
        assertThat(usual.asks(Family.IPV6)).isFalse();
        assertThat(six.asks(Family.IPV4)).isFalse();
        assertThat(six.asks(Family.IPV6)).isTrue();
    }
}
