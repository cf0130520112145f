// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.concurrent.CopyOnWriteArrayList;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.api.notify.Severity;
import org.ftrouter.api.notify.Steps;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.engine.config.PluginConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Notifiers that throw, hang, spin or lie, in every callback. */
class HostileNotifierTest extends BesideHostile {

    @ParameterizedTest
    @CsvSource({"send, throw", "send, error"})
    void aNotifierThatFailsIsLeftAloneAfterTheThirdTime(String where, String what) throws Exception {
        load(where, what);
        Notifier notifier = notifier();
        notifier.start();
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> notifier.send(PluginCatalogTest.notice()))
                    .isInstanceOf(NotifyException.class)
                    .hasMessageContaining("notify 'evil' (");
        }

        Throwable fourth = catchThrowable(() -> notifier.send(PluginCatalogTest.notice()));

        assertThat(fourth).isInstanceOf(NotifyException.class).hasMessageStartingWith("left alone: ");
        assertThat(((NotifyException) fourth).retryAfter().orElseThrow()).isPositive();
        assertThat(quarantined).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"start, throw", "start, error"})
    void aNotifierThatCannotBeginSendsAllTheSame(String where, String what) throws Exception {
        load(where, what);
        Notifier notifier = notifier();
        notifier.start();

        notifier.send(PluginCatalogTest.notice());

        assertThat(quarantined).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "notify.create, throw",
        "notify.create, error",
        "notify.create, hang",
        "notify.create, spin",
        "notify.create, lie",
        "people, throw",
        "people, error",
        "people, hang",
        "least, throw",
        "least, error",
        "least, hang",
        "least, spin",
        "least, lie",
        "repeat, throw",
        "repeat, error",
        "repeat, lie",
        "repeat, spin",
        "gather, throw",
        "gather, error",
        "gather, lie",
        "gather, hang"
    })
    void aNotifierThatCannotBeMadeIsAProblemOfTheConfiguration(String where, String what) throws Exception {
        load(where, what);
        TestSettings settings = TestSettings.of();

        catalog.notifier(new PluginConfig("evil", "evil", settings, "test.conf:1"));

        assertThat(settings.problems()).singleElement().asString().contains("evil.jar", "cannot be used");
        theHonestOneWorks();
    }

    @Test
    void whatANotifierSaysOfItselfAndOfATestIsPassedOn() throws Exception {
        load("nowhere", "throw");
        Notifier notifier = notifier();
        var steps = new CopyOnWriteArrayList<String>();

        notifier.test(PluginCatalogTest.notice(), new Steps() {
            @Override
            public void begin(String step, String what) {}

            @Override
            public void passed(String detail) {
                steps.add(detail);
            }
        });

        assertThat(steps).containsExactly("done");
        assertThat(notifier.forPeople()).isFalse();
        assertThat(notifier.minSeverity()).isEqualTo(Severity.INFO);
        assertThat(notifier.repeatEvery()).isEqualTo(Duration.ofHours(4));
        assertThat(catalog.tellsApart("evil")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"test, throw", "test, error"})
    void aTestThatFailsSaysSoEachTime(String where, String what) throws Exception {
        load(where, what);
        Notifier notifier = notifier();

        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> notifier.test(PluginCatalogTest.notice(), Steps.NONE))
                    .isInstanceOf(NotifyException.class)
                    .hasMessageContaining("notify 'evil' (");
        }
    }

    @ParameterizedTest
    @CsvSource({"send, hang", "send, spin", "start, hang", "start, spin", "test, hang", "test, spin"})
    void aNotifierThatHangsGivesItsThreadBackWhenInterrupted(String where, String what) throws Exception {
        load(where, what);
        Notifier notifier = notifier();

        interruptedSoon(() -> {
            notifier.start();
            notifier.test(PluginCatalogTest.notice(), Steps.NONE);
            notifier.send(PluginCatalogTest.notice());
        });

        theHonestOneWorks();
    }
}
