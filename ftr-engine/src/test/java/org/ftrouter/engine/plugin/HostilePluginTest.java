// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.probe.Inconclusive;
import org.ftrouter.api.probe.NoReply;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.Reply;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.engine.config.PluginConfig;
import org.ftrouter.engine.plugin.PluginInfo.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plugins that throw, hang, spin, leak or lie while they are loaded or asked: what they do stays theirs. */
class HostilePluginTest extends BesideHostile {

    @ParameterizedTest
    @CsvSource({
        "clinit, throw",
        "clinit, error",
        "clinit, hang",
        "clinit, spin",
        "new, throw",
        "new, error",
        "new, loop",
        "new, cause",
        "new, hang",
        "new, spin",
        "type, throw",
        "type, error",
        "type, hang",
        "type, spin",
        "type, lie",
        "notify.clinit, throw",
        "notify.new, error",
        "notify.type, throw",
        "notify.type, hang",
        "notify.type, lie",
        "route.clinit, error",
        "route.new, throw",
        "route.new, spin",
        "route.type, throw",
        "route.type, hang",
        "route.type, lie"
    })
    void whatCannotBeLoadedIsRefusedAndNamed(String where, String what) throws Exception {
        load(where, what);

        assertThat(catalog.plugins())
                .filteredOn(info -> info.state() == State.REFUSED)
                .anySatisfy(info -> {
                    assertThat(info.type()).isEqualTo("evil.jar");
                    assertThat(info.why()).hasSizeBetween(10, 1000);
                });
        theHonestOneWorks();
    }

    @ParameterizedTest
    @CsvSource({
        "create, throw",
        "create, error",
        "create, loop",
        "create, cause",
        "create, hang",
        "create, spin",
        "create, lie",
        "asks, throw",
        "asks, error",
        "asks, hang",
        "bytes, throw",
        "bytes, error",
        "bytes, lie",
        "bytes, spin",
        "local, throw",
        "local, error",
        "local, hang",
        "block.asks, throw",
        "block.asks, hang",
        "block.bytes, error",
        "block.bytes, lie",
        "block.bytes, hang",
        "block.local, throw",
        "block.local, hang"
    })
    void whatCannotBeMadeIsAProblemOfTheConfiguration(String where, String what) throws Exception {
        load(where, what);
        TestSettings settings = TestSettings.of("target", "x");

        catalog.probe(new PluginConfig("evil", "evil", settings, "test.conf:1"));

        assertThat(settings.problems()).singleElement().asString().contains("evil.jar", "cannot be used");
        theHonestOneWorks();
    }

    @ParameterizedTest
    @CsvSource({
        "probe, throw",
        "probe, error",
        "probe, loop",
        "probe, cause",
        "probe, hang",
        "probe, spin",
        "probe, lie",
        "stage, throw",
        "stage, hang",
        "stage, spin",
        "block, throw",
        "block, error",
        "block, loop",
        "block, cause",
        "block, hang",
        "block, spin",
        "block, lie"
    })
    void whatAProbeDoesIsInconclusiveAndTheCallerDoesNotWait(String where, String what) throws Exception {
        load(where, what);
        Probe probe = probe();
        assertThat(ask(probe)).isInstanceOf(Inconclusive.class);
        assertThat(quarantined).isEmpty();

        ask(probe);
        ask(probe);

        assertThat(quarantined).singleElement().satisfies(info -> {
            assertThat(info.state()).isEqualTo(State.QUARANTINED);
            assertThat(info.why()).contains("probe 'evil'", "evil.jar");
        });
        assertThat(((Inconclusive) ask(probe)).reason()).startsWith("left alone: ");
        theHonestOneWorks();
    }

    @Test
    void anEndlessTextIsCut() throws Exception {
        load("stage", "lie");

        assertThat(((NoReply) ask(probe())).reason()).hasSizeLessThan(1000);
    }

    @ParameterizedTest
    @CsvSource({"create, leak", "probe, leak", "block, leak", "send, leak", "apply, leak", "close, leak"})
    void whoeverLeaksOnlyLeaksHisOwn(String where, String what) throws Exception {
        load(where, what);
        Probe probe = probe();
        Notifier notifier = notifier();
        RouteBackend backend = route();

        assertThat(ask(probe)).isInstanceOf(Reply.class);
        notifier.send(PluginCatalogTest.notice());
        call(backend, "apply");
        probe.close();
        notifier.close();
        backend.close();

        assertThat(quarantined).isEmpty();
        theHonestOneWorks();
    }

    @ParameterizedTest
    @CsvSource({"close, throw", "close, error", "close, hang", "close, spin"})
    void closingNeverWaits(String where, String what) throws Exception {
        load(where, what);
        long start = System.nanoTime();

        probe().close();
        notifier().close();
        route().close();

        assertThat(since(start)).isLessThan(PROMPT);
        theHonestOneWorks();
    }
}
