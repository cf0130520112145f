// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DigestTest {
    private static final Duration WINDOW = Duration.ofMinutes(15);
    private static final Instant AT = Instant.parse("2026-03-04T05:06:07Z");

    @TempDir
    Path temp;

    private static Notice notice(int n, Severity severity, Instant at) {
        return new Notice(
                "id" + n,
                "incident" + n,
                "uplink.down",
                "DOWN",
                severity,
                at,
                "gw1",
                Optional.of("dsl"),
                Map.of("usable", String.valueOf(n)),
                Map.of(
                        "en", new Notice.Text("event " + n, "lead " + n + "\n\nwhy " + n + "\n\ntable " + n + "\n"),
                        "it", new Notice.Text("evento " + n, "x\n\ny\n\ntavola " + n + "\n")));
    }

    private static Notice warning(int n) {
        return notice(n, Severity.WARNING, AT.plusSeconds(n));
    }

    @Test
    void theOldestWaitsAsLongAsTheWindowWhateverTheClockDoes() {
        List<Notice> waiting = List.of(warning(0), warning(60));

        assertThat(Digest.left(waiting, WINDOW, AT)).isEqualTo(WINDOW);
        assertThat(Digest.left(waiting, WINDOW, AT.plusSeconds(60))).isEqualTo(WINDOW.minusSeconds(60));
        assertThat(Digest.left(waiting, WINDOW, AT.plus(WINDOW))).isZero();
        assertThat(Digest.left(waiting, WINDOW, AT.plusSeconds(100_000))).isZero();
        assertThat(Digest.left(waiting, WINDOW, AT.minusSeconds(100_000))).isEqualTo(WINDOW);
    }

    @Test
    void anErrorDoesNotWaitAndNeitherDoesWhatIsGathered() {
        Notice gathered = Digest.of(List.of(warning(0), warning(1)), AT);

        assertThat(Digest.left(List.of(warning(0), notice(1, Severity.ERROR, AT)), WINDOW, AT))
                .isZero();
        assertThat(Digest.left(List.of(gathered, warning(2)), WINDOW, AT)).isZero();
        assertThat(Digest.length(List.of(gathered, warning(2))))
                .as("each attempt tells the same")
                .isEqualTo(1);
        assertThat(Digest.length(List.of(warning(0), notice(1, Severity.CRITICAL, AT), warning(2))))
                .isEqualTo(2);
    }

    @Test
    void manyBecomeOneInTheLanguageOfEach() {
        Instant now = AT.plus(WINDOW);
        Notice digest =
                Digest.of(List.of(notice(0, Severity.INFO, AT), warning(1), notice(2, Severity.NOTICE, AT)), now);

        assertThat(digest.id()).isEqualTo("id2");
        assertThat(digest.incident()).as("a thread of its own").isEqualTo("id2");
        assertThat(digest.kind()).isEqualTo("notify.digest");
        assertThat(digest.severity()).isEqualTo(Severity.WARNING);
        assertThat(digest.at()).isEqualTo(now);
        assertThat(digest.uplink()).isEmpty();
        assertThat(digest.line("en")).matches("DIGEST 3 events from [0-9:]{8} until [0-9:]{8}");
        assertThat(digest.line("it")).matches("DIGEST 3 eventi da [0-9:]{8} a [0-9:]{8}");
        assertThat(digest.text("en").body())
                .startsWith("What happened at gw1 from ")
                .containsSubsequence("DOWN event 0\n", "DOWN event 1\n", "DOWN event 2\n")
                .endsWith("\ntable 2\n")
                .doesNotContain("table 1");
        assertThat(digest.text("it").body())
                .startsWith("Che cosa è successo a gw1 da ")
                .contains("DOWN evento 1\n");
    }

    @Test
    void anErrorStaysItselfAndCarriesWhatWasWaiting() {
        Notice error = notice(2, Severity.CRITICAL, AT.plusSeconds(2));
        Notice carrying = Digest.of(List.of(warning(0), warning(1), error), AT.plusSeconds(3));

        assertThat(carrying.id()).isEqualTo(error.id());
        assertThat(carrying.incident()).isEqualTo(error.incident());
        assertThat(carrying.at()).isEqualTo(error.at());
        assertThat(carrying.line("it")).isEqualTo(error.line("it"));
        assertThat(carrying.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(carrying.text("en").body())
                .startsWith("lead 2\n")
                .contains("table 2\n", "What had been waiting for the next digest (2):")
                .containsSubsequence("DOWN event 0\n", "DOWN event 1\n");
        assertThat(carrying.text("it").body()).contains("Che cosa aspettava il prossimo riassunto (2):");
    }

    private Outbox outbox(Duration gatherFor) {
        var outbox = new Outbox(temp.resolve("mail"), new Journal(temp));
        outbox.readByPeople(true, gatherFor);
        return outbox;
    }

    @Test
    void whatWaitsForItsDigestSurvivesARestartAndAnErrorTakesItAlong() throws Exception {
        Outbox before = outbox(Duration.ofDays(1));
        before.add(notice(1, Severity.WARNING, Instant.now()));
        before.add(notice(2, Severity.NOTICE, Instant.now()));
        assertThat(before.await(Duration.ofMillis(1))).isEmpty();

        Outbox after = outbox(Duration.ofDays(1));
        assertThat(after.await(Duration.ofMillis(1))).isEmpty();
        assertThat(after.size()).isEqualTo(2);
        after.add(notice(3, Severity.CRITICAL, Instant.now()));
        after.add(notice(4, Severity.NOTICE, Instant.now()));
        Notice carrying = after.await();

        assertThat(carrying.id()).isEqualTo("id3");
        assertThat(carrying.text("en").body()).contains("DOWN event 1\n", "DOWN event 2\n");
        assertThat(outbox(Duration.ofDays(1)).await())
                .as("the same, also over a restart")
                .isEqualTo(carrying);
        after.done(carrying);
        assertThat(after.await(Duration.ofMillis(1))).as("the next one waits").isEmpty();
        assertThat(after.size()).isEqualTo(1);
    }

    @Test
    void oneAloneIsSentAsItIsWhenItsTimeHasCome() throws Exception {
        Outbox outbox = outbox(WINDOW);
        outbox.add(warning(1)); // long ago

        assertThat(outbox.await()).isEqualTo(warning(1));
    }

    @Test
    void withoutAWindowNothingIsGathered() throws Exception {
        Outbox outbox = outbox(Duration.ZERO);
        outbox.add(warning(1));
        outbox.add(warning(2));

        assertThat(outbox.await()).isEqualTo(warning(1));
    }
}
