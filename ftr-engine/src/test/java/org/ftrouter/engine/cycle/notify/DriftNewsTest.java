// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Severity;
import org.ftrouter.api.route.Repair;
import org.ftrouter.engine.cycle.Given;
import org.ftrouter.engine.cycle.Moment;
import org.junit.jupiter.api.Test;

class DriftNewsTest {
    private final List<Notice> sent = new ArrayList<>();
    private final DriftNews news = new DriftNews("gw1", () -> Instant.parse("2026-03-04T13:00:09Z"), sent::add);
    private Moment now = Given.START;

    private void repaired(String what, String by) {
        news.repaired("multipath", new Repair(what, Optional.of(by).filter(b -> !b.isEmpty())), now);
    }

    private void pass(Duration time) {
        now = now.plus(time);
        news.look(now);
    }

    /** Whatever the width of the lines. */
    private String text(String language) {
        return sent.get(0).text(language).body().replaceAll("\\s+", " ");
    }

    @Test
    void itSaysWhatWasDamagedAndByWhom() {
        repaired("rule 31900 (IPv4)", "systemd-network (process 411)");
        repaired("rule 31900 (IPv6), rule 31900 (IPv4)", "systemd-network (process 411)");
        pass(Duration.ofSeconds(1));
        assertThat(sent).isEmpty();
        pass(Duration.ofSeconds(1));
        pass(Duration.ofHours(1));

        assertThat(sent).hasSize(1);
        assertThat(sent.get(0).kind()).isEqualTo("routing.drift-repaired");
        assertThat(sent.get(0).severity()).isEqualTo(Severity.NOTICE);
        assertThat(sent.get(0).line("en"))
                .isEqualTo("DRIFT-REPAIRED routing was changed by others, and repaired 2 times: "
                        + "rule 31900 (IPv4), rule 31900 (IPv6)");
        assertThat(sent.get(0).fields())
                .containsEntry("backend", "multipath")
                .containsEntry("repaired", "rule 31900 (IPv4), rule 31900 (IPv6)")
                .containsEntry("by", "systemd-network (process 411)")
                .containsEntry("count", "2");
        assertThat(text("en")).contains("It was systemd-network (process 411).");
        assertThat(text("it")).contains("È stato systemd-network (process 411).");
    }

    @Test
    void aScriptWhoseProcessesDifferEachTimeIsNamedOnce() {
        for (int process = 100; process < 150; process++) {
            repaired("rule 31900 (IPv4)", "ip (process " + process + ")");
        }
        pass(Duration.ofSeconds(2));

        assertThat(sent.get(0).fields()).containsEntry("by", "ip (process 149)");
    }

    @Test
    void whoeverHasEndedSinceIsNotKnown() {
        repaired("rule 31900 (IPv4)", "");
        pass(Duration.ofSeconds(2));

        assertThat(sent.get(0).fields()).containsEntry("by", "");
        assertThat(text("en")).contains("Who did it is not known");
    }

    @Test
    void aTugOfWarIsToldLessAndLessOftenWithTheNumberOfRepairs() {
        int repairs = 0;
        for (int second = 0; second < 24 * 3600; second++) {
            repaired("rule 31900 (IPv4)", "");
            repairs++;
            pass(Duration.ofSeconds(1));
        }

        assertThat(sent.size()).isBetween(3, 12);
        assertThat(sent.stream()
                        .mapToInt(n -> Integer.parseInt(n.fields().get("count")))
                        .sum())
                .isBetween(repairs / 2, repairs);
        assertThat(sent.get(0).severity()).isEqualTo(Severity.NOTICE);
        assertThat(sent.get(1).severity()).isEqualTo(Severity.WARNING);
    }

    @Test
    void whenItHasBeenQuietItIsToldAtOnceAgain() {
        for (int minute = 0; minute < 300; minute++) {
            repaired("rule 31900 (IPv4)", "");
            pass(Duration.ofMinutes(1));
        }
        pass(Duration.ofHours(13)); // what was still to be told is told
        sent.clear();
        pass(Duration.ofHours(1));

        repaired("rule 31100 (IPv4)", "");
        pass(Duration.ofSeconds(2));
        repaired("rule 31200 (IPv4)", "");
        pass(Duration.ofMinutes(1));

        assertThat(sent)
                .extracting(n -> n.fields().get("repaired"))
                .containsExactly("rule 31100 (IPv4)", "rule 31200 (IPv4)");
    }
}
