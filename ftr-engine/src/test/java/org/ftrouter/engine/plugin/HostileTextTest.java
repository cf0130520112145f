// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.api.probe.Inconclusive;
import org.ftrouter.api.probe.NoReply;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.engine.cycle.LogLines;
import org.junit.jupiter.api.Test;

/**
 * Plugins whose texts are endless, and full of what terminals and logs obey: however they say it, what comes out of the
 * boundary, from where it goes to log, status, events and notices, is short, in one line and harmless.
 */
class HostileTextTest extends BesideHostile {
    private static void assertHarmless(String text) {
        assertThat(text)
                .contains("rant", "ERROR forged") // it is the text, and not another's
                .hasSizeLessThan(1200) // the jar, the exception and its cause
                .doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");
    }

    @Test
    void aProbesReasonIsHarmless() throws Exception {
        load("probe", "rant");

        assertHarmless(((NoReply) ask(probe())).reason());
    }

    @Test
    void aNotifiersComplaintIsHarmlessAndAsFinalAsItWas() throws Exception {
        load("send", "rant");
        Notifier notifier = notifier();

        NotifyException refused =
                catchThrowableOfType(NotifyException.class, () -> notifier.send(PluginCatalogTest.notice()));

        assertHarmless(String.valueOf(refused.getMessage()));
        assertThat(refused.isPermanent()).isTrue();
    }

    @Test
    void aBackendsRefusalIsHarmlessAndForTheSameReason() throws Exception {
        load("apply", "rant");
        RouteBackend backend = route();

        RouteException refused = catchThrowableOfType(RouteException.class, () -> call(backend, "apply"));

        assertHarmless(String.valueOf(refused.getMessage()));
        assertThat(refused.reason()).isEqualTo(RouteException.Reason.PARTIAL);
    }

    @Test
    void aBugIsHarmlessInTheLogAndInTheList() throws Exception {
        load("probe", "bug");
        Probe probe = probe();
        try (var log = new LogLines()) {
            for (int i = 0; i < Quarantine.FAULTS; i++) {
                assertHarmless(((Inconclusive) ask(probe)).reason());
            }

            assertThat(log.lines())
                    .anyMatch(line -> line.contains("rant"))
                    .allSatisfy(line -> assertThat(line).hasSizeLessThan(1200).doesNotContainPattern("\\p{Cc}"));
            assertThat(log.thrown())
                    .singleElement()
                    .satisfies(thrown -> printed(thrown)
                            .lines()
                            .forEach(line -> assertThat(line)
                                    .hasSizeLessThan(1200)
                                    .doesNotContainPattern("^2026|[\\p{Cc}&&[^\\t]]")));
        }
        assertThat(quarantined).singleElement().satisfies(info -> assertHarmless(info.why()));
    }

    @Test
    void whatCannotEvenBePrintedIsLoggedByTheNameOfItsClass() throws Exception {
        load("probe", "throw");
        try (var log = new LogLines()) {
            ask(probe());

            assertThat(log.thrown())
                    .singleElement()
                    .satisfies(thrown ->
                            assertThat(printed(thrown)).contains("evil.Evil$Rude", "at evil.EvilProbe$Asking.probe"));
        }
    }

    private static String printed(Throwable thrown) {
        var text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
