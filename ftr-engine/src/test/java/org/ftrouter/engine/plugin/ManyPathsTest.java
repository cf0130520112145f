// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.ftrouter.api.Ticker;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeFactory;
import org.ftrouter.api.probe.ProbeResult;
import org.ftrouter.api.testkit.TestPath;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.engine.config.PluginConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A site with many uplinks of which all are asked at once: were some not, a dead one could not be seen to be dead. */
class ManyPathsTest {
    private static final int UPLINKS = 30;
    private static final int TARGETS = 4;

    /** Each answer waits for the last question. */
    private static final String SOURCE = """
            package acme;
            import java.util.concurrent.*;
            import org.ftrouter.api.*;
            import org.ftrouter.api.probe.*;
            public final class CrowdFactory implements ProbeFactory {
                private static final CountDownLatch ALL = new CountDownLatch(%d);
                public String type() { return "crowd"; }
                public Probe create(Settings settings, ProbeContext context) {
                    settings.string("target");
                    return context.blocking((path, timeout) -> {
                        ALL.countDown();
                        return ALL.await(timeout.toMillis(), TimeUnit.MILLISECONDS)
                                ? ProbeResult.noReply("silence")
                                : ProbeResult.noReply("not all were asked");
                    });
                }
            }
            """.formatted(UPLINKS * TARGETS);

    @TempDir
    Path temp;

    @Test
    void allPathsAreAskedAtOnce() throws Exception {
        Path folder = Files.createDirectory(temp.resolve("plugins"));
        new ForeignPlugin(temp)
                .provides(ProbeFactory.class, "acme.CrowdFactory")
                .source("acme/CrowdFactory", SOURCE)
                .jar(folder.resolve("crowd.jar"));
        var host = new PluginHost(List.of(folder), temp.resolve("state"), Ticker.SYSTEM, "gw1");
        try (var catalog = PluginCatalog.load(host)) {
            var asked = new ArrayList<CompletableFuture<ProbeResult>>();
            for (int target = 0; target < TARGETS; target++) {
                Probe probe = catalog.probe(
                        new PluginConfig("crowd", "crowd", TestSettings.of("target", "x"), "test.conf:1"));
                for (int uplink = 0; uplink < UPLINKS; uplink++) {
                    asked.add(probe.probe(TestPath.of("eth" + uplink, "192.0.2.2", 0), Duration.ofSeconds(30))
                            .toCompletableFuture());
                }
            }

            for (CompletableFuture<ProbeResult> one : asked) {
                assertThat(one.get(60, TimeUnit.SECONDS)).isEqualTo(ProbeResult.noReply("silence"));
            }
        }
    }
}
