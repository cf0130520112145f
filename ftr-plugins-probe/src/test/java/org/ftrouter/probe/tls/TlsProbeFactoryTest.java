// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestSettings;
import org.junit.jupiter.api.Test;

class TlsProbeFactoryTest {

    private static List<String> problems(Object... keysAndValues) {
        var settings = TestSettings.of(keysAndValues);
        new TlsProbeFactory().create(settings, new TestContext(Path.of("unused")));
        return settings.problems();
    }

    @Test
    void whatIsWrongIsSaidWithWhatIsAllowed() {
        assertThat(problems("target", "www.example.org:443")).isEmpty();
        assertThat(problems("target", "[2620:fe::fe]:853", "server-name", "dns.quad9.net"))
                .isEmpty();
        assertThat(problems("target", "www.example.org"))
                .containsExactly(
                        "target: is 'www.example.org', not HOST:PORT, such as www.example.org:443 or" + " 1.1.1.1:853");
        assertThat(problems("target", "9.9.9.9:853", "server-name", "a b"))
                .containsExactly("server-name: is 'a b', not the name of a host");
    }
}
