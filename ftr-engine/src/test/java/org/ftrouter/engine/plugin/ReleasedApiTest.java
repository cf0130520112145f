// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ftrouter.api.Ticker;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.probe.ProbeResult;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.testkit.TestPath;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.api.testkit.TestUplinks;
import org.ftrouter.engine.config.PluginConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Plugins of each kind that were compiled against the stored API of the last release (before the first one: of an earlier
 * state of this one, in which {@code Settings} had no {@code warning}) run in the engine of today.
 */
@Timeout(120)
class ReleasedApiTest {
    private static final Path RELEASED = Path.of("../ftr-api/src/test/api/released.jar");

    @TempDir
    Path temp;

    private PluginCatalog catalog;

    @BeforeEach
    void jarsOfThatTime() throws Exception {
        Path folder = Files.createDirectory(temp.resolve("plugins"));
        ThirdParty.probe(temp).against(RELEASED).jar(folder.resolve("spoon.jar"));
        ThirdParty.route(temp).against(RELEASED).jar(folder.resolve("paper.jar"));
        ThirdParty.notifier(temp).against(RELEASED).jar(folder.resolve("pigeon.jar"));
        catalog = PluginCatalog.load(new PluginHost(List.of(folder), temp.resolve("state"), Ticker.SYSTEM, "gw1"));
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    private static PluginConfig config(String type, Object... settings) {
        return new PluginConfig(type, type, TestSettings.of(settings), "test.conf:1");
    }

    @Test
    void noneIsRefused() {
        assertThat(catalog.plugins())
                .filteredOn(info -> info.jar().isPresent())
                .extracting(info -> info.type() + " " + info.state())
                .containsExactlyInAnyOrder("spoon IDLE", "paper IDLE", "pigeon IDLE");
    }

    @Test
    void aProbeIsAsked() throws Exception {
        var answer = catalog.probe(config("spoon", "target", "java.lang.String"))
                .probe(TestPath.of("eth1", "192.0.2.2", 0), Duration.ofSeconds(20));

        assertThat(answer.toCompletableFuture().get(60, TimeUnit.SECONDS))
                .isEqualTo(ProbeResult.reply(Duration.ofMillis(7)));
    }

    @Test
    void aBackendRendersAndRefuses() throws Exception {
        RouteBackend paper = catalog.route(config("paper"));
        var plan = TestUplinks.plan(List.of(TestUplinks.uplink(1)), 0);

        assertThat(paper.render(plan)).isEqualTo("draw 2 arrows on gw1");
        assertThatThrownBy(() -> paper.apply(plan))
                .isInstanceOf(RouteException.class)
                .hasMessage("wet");
    }

    @Test
    void aNotifierDelivers() throws Exception {
        Path perch = temp.resolve("perch");
        try (Notifier pigeon = catalog.notifier(config("pigeon", "to", perch.toString()))) {
            pigeon.send(PluginCatalogTest.notice());
        }

        assertThat(perch).hasContent("TEST hello");
    }
}
