// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.icmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ServiceLoader;
import org.ftrouter.api.Family;
import org.ftrouter.api.probe.Inconclusive;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeFactory;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestPath;
import org.ftrouter.api.testkit.TestSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IcmpProbeFactoryTest {
    private final ProbeFactory factory = new IcmpProbeFactory();

    @TempDir
    private Path folder;

    private Probe probe(String target) {
        return factory.create(TestSettings.of("target", target), new TestContext(folder));
    }

    @Test
    void itIsFoundAsAServiceCalledIcmp() {
        assertThat(ServiceLoader.load(ProbeFactory.class))
                .filteredOn(found -> found instanceof IcmpProbeFactory)
                .singleElement()
                .returns("icmp", ProbeFactory::type);
    }

    @Test
    void aTargetIsAskedThroughPathsOfItsOwnFamilyOnly() {
        Probe probe = probe("2001:db8::1");

        assertThat(probe.asks(Family.IPV6)).isTrue();
        assertThat(probe.asks(Family.IPV4)).isFalse();
        assertThat(probe.probe(TestPath.of("up0", "192.0.2.2", 0), Duration.ofSeconds(1)))
                .isCompletedWithValueMatching(result -> result instanceof Inconclusive);
    }

    @Test
    void aMissingTargetAndAMulticastTargetAreProblems() {
        var missing = TestSettings.of();
        var multicast = TestSettings.of("target", "224.0.0.1");

        factory.create(missing, new TestContext(folder));
        factory.create(multicast, new TestContext(folder));

        assertThat(missing.problems())
                .containsExactly("target: is missing; a numeric IPv4 or IPv6 address is needed, such as icmp:9.9.9.9");
        assertThat(multicast.problems()).containsExactly("target: 224.0.0.1 is not the address of one host");
    }

    @Test
    void aClosedProbeAsksNoMore() {
        Probe probe = probe("192.0.2.1");
        probe.close();

        assertThat(probe.probe(TestPath.of("up0", "192.0.2.2", 0), Duration.ofSeconds(1)))
                .isCompletedWithValueMatching(result -> result instanceof Inconclusive);
    }
}
