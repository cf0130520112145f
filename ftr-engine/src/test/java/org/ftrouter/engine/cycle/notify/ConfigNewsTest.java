// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Severity;
import org.ftrouter.api.testkit.ManualTicker;
import org.ftrouter.engine.config.Problem;
import org.ftrouter.engine.config.Written;
import org.junit.jupiter.api.Test;

class ConfigNewsTest {
    private static final Path FILE = Path.of("/etc/ftr/ftr.conf");
    private static final List<String> UPLINKS = List.of("fibre", "cable");

    private final List<Notice> sent = new ArrayList<>();
    private final ManualTicker ticker = new ManualTicker();
    private final ConfigNews news =
            new ConfigNews("gw1", ticker, () -> Instant.parse("2026-03-04T13:00:09Z"), sent::add);

    private static Problem problem(String text) {
        Path part = Path.of("/etc/ftr/conf.d/pins.conf");
        return new Problem(Problem.Severity.ERROR, part, 12, 3, 4, "pins.x", text, "", "C101", "");
    }

    private void loaded() {
        news.loaded(FILE, UPLINKS, Optional.of(new Written.Changes(List.of(), List.of(), List.of())), Optional.empty());
    }

    private List<Notice> forPeople() {
        return sent.stream()
                .filter(n -> n.severity().compareTo(Severity.NOTICE) <= 0)
                .filter(n -> !n.fields().containsKey(Announcer.DAMPED))
                .toList();
    }

    @Test
    void theFirstOneIsForTheRecordAndNamesItsUplinks() {
        news.loaded(FILE, UPLINKS, Optional.empty(), Optional.empty());

        assertThat(sent).hasSize(1);
        assertThat(sent.get(0).kind()).isEqualTo("config.loaded");
        assertThat(sent.get(0).severity()).isEqualTo(Severity.INFO);
        assertThat(sent.get(0).line("en")).isEqualTo("CONFIG /etc/ftr/ftr.conf is in force: 2 uplinks: fibre, cable");
        assertThat(sent.get(0).line("it")).isEqualTo("CONFIG /etc/ftr/ftr.conf è in vigore: 2 uplink: fibre, cable");
        assertThat(sent.get(0).fields())
                .containsEntry("config_file", "/etc/ftr/ftr.conf")
                .containsEntry("uplinks", "fibre,cable")
                .doesNotContainKeys("changed", "config_line");
        assertThat(sent.get(0).uplink()).isEmpty();
    }

    @Test
    void aLaterOneSaysWhatIsNewInOneLine() {
        var changes = new Written.Changes(List.of("uplinks.fibre.weight"), List.of("uplinks.lte"), List.of("pins"));

        news.loaded(FILE, UPLINKS, Optional.of(changes), Optional.of(Duration.ofSeconds(60)));

        assertThat(sent.get(0).text("en").title())
                .isEqualTo("/etc/ftr/ftr.conf is in force: on trial for 1 min 0 s; changed: uplinks.fibre.weight; "
                        + "new: uplinks.lte; gone: pins");
        assertThat(sent.get(0).fields())
                .containsEntry("changed", "uplinks.fibre.weight")
                .containsEntry("added", "uplinks.lte")
                .containsEntry("removed", "pins")
                .containsEntry("trial_seconds", "60");
    }

    @Test
    void aRejectionIsAWarningWithItsPlaceAndIsOverWithTheNextOneInForce() {
        news.rejected(FILE, List.of(problem("unknown setting 'x'"), problem("another")), "");
        loaded();
        loaded();

        Notice rejected = sent.get(0);
        assertThat(rejected.kind()).isEqualTo("config.rejected");
        assertThat(rejected.severity()).isEqualTo(Severity.WARNING);
        assertThat(rejected.line("en"))
                .isEqualTo("CONFIG rejected, the former one stays in force: "
                        + "/etc/ftr/conf.d/pins.conf:12: unknown setting 'x'");
        assertThat(rejected.fields())
                .containsEntry("config_file", "/etc/ftr/conf.d/pins.conf")
                .containsEntry("config_line", "12")
                .containsEntry("error", "unknown setting 'x'")
                .containsEntry("code", "C101")
                .containsEntry("errors", "2")
                .doesNotContainKey(Announcer.DAMPED);
        assertThat(rejected.text("en").body().replaceAll("\\s+", " "))
                .contains("Further errors: 1.", "ftr check-config");
        assertThat(rejected.text("it").body().replaceAll("\\s+", " ")).contains("Altri errori: 1.");
        assertThat(sent.get(1).severity()).isEqualTo(Severity.NOTICE);
        assertThat(sent.get(1).incident()).isEqualTo(rejected.id());
        assertThat(sent.get(2).severity()).isEqualTo(Severity.INFO);
        assertThat(sent.get(2).incident()).isEqualTo(sent.get(2).id());
    }

    @Test
    void whatIsWrongElsewhereHasNoLine() {
        news.rejected(FILE, List.of(), "the uplinks' ids cannot be written\nto /var/lib/ftr");

        assertThat(sent.get(0).fields())
                .containsEntry("config_file", "/etc/ftr/ftr.conf")
                .containsEntry("error", "the uplinks' ids cannot be written to /var/lib/ftr")
                .doesNotContainKeys("config_line", "code");
    }

    @Test
    void aHundredReloadsAreNoNewsForPeopleAndAHundredForMachines() {
        for (int i = 0; i < 100; i++) {
            loaded();
        }

        assertThat(forPeople()).isEmpty();
        assertThat(sent).hasSize(100).allMatch(n -> n.kind().equals("config.loaded"));
    }

    @Test
    void aHundredRejectionsOfOneMistakeAreToldToPeopleOnce() {
        for (int i = 0; i < 100; i++) {
            news.rejected(FILE, List.of(problem("unknown setting 'x'")), "");
            ticker.advance(Duration.ofMinutes(5));
        }

        assertThat(sent)
                .hasSize(100)
                .allMatch(n -> n.incident().equals(sent.get(0).id()));
        assertThat(forPeople()).containsExactly(sent.get(0));
    }

    @Test
    void aHundredTimesWrongAndRightInARowAreTwoMessagesForPeople() {
        for (int i = 0; i < 100; i++) {
            news.rejected(FILE, List.of(problem("mistake " + i)), "");
            loaded();
            ticker.advance(Duration.ofMillis(300));
        }

        assertThat(sent).hasSize(200);
        assertThat(forPeople()).containsExactly(sent.get(0), sent.get(1));
    }

    @Test
    void anotherMistakeAnHourLaterIsTold() {
        news.rejected(FILE, List.of(problem("one")), "");
        ticker.advance(Duration.ofHours(1));
        news.rejected(FILE, List.of(problem("two")), "");

        assertThat(forPeople()).hasSize(2);
        assertThat(sent.get(1).incident()).isEqualTo(sent.get(0).id());
    }

    @Test
    void oneThatNobodyConfirmedIsAWarning() {
        news.rolledBack(FILE);

        assertThat(sent.get(0).kind()).isEqualTo("config.rolled-back");
        assertThat(sent.get(0).severity()).isEqualTo(Severity.WARNING);
        assertThat(sent.get(0).line("en"))
                .isEqualTo("CONFIG nobody confirmed, so the former configuration is in force again");
    }

    @Test
    void whatStandsInTheFileForgesNoLine() {
        news.rejected(FILE, List.of(problem("unknown setting 'a\nUP fibre: \u202eback'")), "");

        assertThat(sent.get(0).line("en"))
                .doesNotContain("\n", "\u202e")
                .contains("unknown setting 'a UP fibre: ?back'");
    }
}
