// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.icmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.ftrouter.api.Family;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeFactory;
import org.ftrouter.api.probe.ProbeResult;
import org.ftrouter.api.probe.Reply;
import org.ftrouter.api.testkit.ProbeContract;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestSettings;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IcmpProbeIT extends ProbeContract {

    @Override
    protected ProbeFactory factory() {
        return new IcmpProbeFactory();
    }

    @Override
    protected List<String> wrongTargets() {
        return List.of("dns.example", "", "224.0.0.1", "ff02::1", "0.0.0.0", "::");
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void aBurstOfThousandsOfQuestionsLosesNone(Family family, @TempDir Path folder) {
        var settings = TestSettings.of("target", answering(family).getHostAddress());
        try (Probe probe = factory().create(settings, new TestContext(folder))) {
            near().call(() -> probe.probe(path(family), LONG))
                    .toCompletableFuture()
                    .join(); // finds the neighbour

            List<CompletableFuture<ProbeResult>> burst = near().call(() -> Stream.generate(
                            () -> probe.probe(path(family), LONG).toCompletableFuture())
                    .limit(5000)
                    .toList());

            assertThat(burst).allSatisfy(result -> assertThat(result.join()).isInstanceOf(Reply.class));
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void aQuestionThatOurOwnSlownessKeptBackProvesNothing(Family family, @TempDir Path folder) {
        var settings = TestSettings.of("target", answering(family).getHostAddress());
        try (Probe probe = factory().create(settings, new TestContext(folder))) {
            ProbeResult result = near().call(() -> probe.probe(path(family), Duration.ofNanos(1)))
                    .toCompletableFuture()
                    .join();

            assertThat(result).isEqualTo(ProbeResult.inconclusive("the question could not be sent in time"));
        }
    }
}
