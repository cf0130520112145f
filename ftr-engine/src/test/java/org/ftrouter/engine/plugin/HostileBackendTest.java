// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.ftrouter.api.route.Repair;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.engine.config.PluginConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Route backends that throw, hang, spin or lie, in every callback. */
class HostileBackendTest extends BesideHostile {

    @ParameterizedTest
    @CsvSource({
        "route.create, throw",
        "route.create, error",
        "route.create, hang",
        "route.create, spin",
        "route.create, lie"
    })
    void aBackendThatCannotBeMadeIsAProblemOfTheConfiguration(String where, String what) throws Exception {
        load(where, what);
        TestSettings settings = TestSettings.of();

        catalog.route(new PluginConfig("evil", "evil", settings, "test.conf:1"));

        assertThat(settings.problems()).singleElement().asString().contains("evil.jar", "cannot be used");
        theHonestOneWorks();
    }

    @ParameterizedTest
    @CsvSource({"apart, throw", "apart, error", "apart, hang", "apart, spin"})
    void aBackendThatDoesNotSayTellsNothingApart(String where, String what) throws Exception {
        load(where, what);

        assertThat(catalog.tellsApart("evil")).isFalse();
        theHonestOneWorks();
    }

    @ParameterizedTest
    @CsvSource({
        "apply, throw",
        "apply, error",
        "watch, throw",
        "watch, error",
        "check, throw",
        "check, error",
        "check, lie",
        "leftover, throw",
        "leftover, error",
        "leftover, lie",
        "remove, throw",
        "remove, error",
        "render, throw",
        "render, error",
        "render, lie"
    })
    void aBackendThatFailsSaysSoEachTimeAndIsNeverLeftAlone(String where, String what) throws Exception {
        load(where, what);
        RouteBackend backend = route();

        for (int i = 0; i < 5; i++) {
            Throwable failure = catchThrowable(() -> call(backend, where));
            assertThat(failure).isInstanceOfAny(RouteException.class, PluginException.class);
            assertThat(failure).hasMessageContaining("route 'evil' (");
        }
        assertThat(quarantined).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({"repaired, throw", "repaired, error", "repaired, lie"})
    void aBackendThatCannotSayWhatItRepairedHasRepairedNothingAndGoesOn(String where, String what) throws Exception {
        load(where, what);
        RouteBackend backend = route();

        for (int i = 0; i < 5; i++) {
            call(backend, "apply");
            assertThat(backend.repaired()).isEmpty();
        }
        assertThat(quarantined)
                .isNotEmpty()
                .allSatisfy(info -> assertThat(info.why()).contains("route 'evil'", "evil.jar"));
        theHonestOneWorks();
    }

    @Test
    void anEndlessTextAboutWhatWasRepairedIsCut() throws Exception {
        load("repaired", "boast");

        Repair repair = route().repaired().orElseThrow();

        assertThat(repair.what()).startsWith("xxx").hasSizeLessThan(1000);
        assertThat(repair.by().orElseThrow()).startsWith("xxx").hasSizeLessThan(1000);
    }

    @ParameterizedTest
    @CsvSource({
        "apply, hang",
        "apply, spin",
        "repaired, hang",
        "repaired, spin",
        "watch, hang",
        "watch, spin",
        "check, hang",
        "check, spin",
        "render, hang",
        "render, spin",
        "leftover, hang",
        "leftover, spin",
        "remove, hang",
        "remove, spin"
    })
    void aBackendThatHangsGivesItsThreadBackWhenInterrupted(String where, String what) throws Exception {
        load(where, what);
        RouteBackend backend = route();

        interruptedSoon(() -> {
            call(backend, where);
            call(backend, "apply"); // watching and what was repaired are nothing to be interrupted at; what follows is
        });

        for (int i = 0; i < Quarantine.FAULTS; i++) {
            assertThatThrownBy(() -> call(backend, "remove"))
                    .isInstanceOf(RouteException.class)
                    .hasMessageContaining("is still busy with an earlier call");
        }
        assertThat(quarantined)
                .singleElement()
                .satisfies(info -> assertThat(info.why()).contains("route 'evil'", "evil.jar", "still busy"));
        theHonestOneWorks();
    }
}
