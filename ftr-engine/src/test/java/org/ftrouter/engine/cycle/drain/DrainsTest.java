// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.drain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.logging.log4j.Level;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.testkit.ManualTicker;
import org.ftrouter.engine.cycle.Given;
import org.ftrouter.engine.cycle.LogLines;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.notify.UplinkEvent;
import org.ftrouter.engine.cycle.plan.Groups;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uplinks a and b. */
class DrainsTest {
    private static final List<Uplink> UPLINKS = List.of(Given.v4("a", 1, 1), Given.v4("b", 1, 2));
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration NANO = Duration.ofNanos(1);

    @TempDir
    Path folder;

    private final ManualTicker ticker = new ManualTicker();
    private Instant wall = Instant.parse("2026-04-29T12:00:00Z");

    private Moment now() {
        return new Moment(ticker.nanos());
    }

    private Drains drains(List<Uplink> uplinks, @Nullable DrainFile file, @Nullable Drains before) {
        return new Drains(uplinks, file, () -> wall, now(), before);
    }

    private Path path() {
        return folder.resolve("drained");
    }

    /** What a daemon that starts now finds. */
    private Drains restarted(List<Uplink> uplinks) {
        try (var file = new DrainFile(path())) {
            Drains drains = drains(uplinks, file, null);
            drains.turn(now());
            return drains;
        }
    }

    /** Drains in a daemon that ends then. */
    private void drainAndEnd(String uplink, Optional<Duration> time) {
        try (var file = new DrainFile(path())) {
            drains(UPLINKS, file, null).drain(uplink, time, "new modem", "eva", now());
        }
    }

    private List<String> told(Drains drains) {
        return drains.turn(now()).stream().map(UplinkEvent::kind).toList();
    }

    private void pass(Duration time) {
        ticker.advance(time);
        wall = wall.plus(time);
    }

    @Test
    void itIsToldOnceAndEndsByItselfWhateverTheClockOfPeopleDoes() {
        Drains drains = drains(UPLINKS, null, null);
        drains.drain("a", Optional.of(HOUR), "new modem", "eva", now());
        assertThat(told(drains)).containsExactly("uplink.drained");
        assertThat(drains.groups(Map.of())).isEqualTo(new Groups(Map.of(), Set.of("a")));

        wall = wall.plus(Duration.ofDays(3)); // it was set
        ticker.advance(HOUR.minus(NANO));
        assertThat(told(drains)).isEmpty();
        assertThat(drains.of("a").orElseThrow().reason()).isEqualTo("new modem");

        ticker.advance(NANO);
        assertThat(told(drains)).containsExactly("uplink.undrained");
        assertThat(drains.of("a")).isEmpty();
        assertThat(drains.groups(Map.of())).isEqualTo(Groups.CONFIGURED);
        assertThat(told(drains)).isEmpty();
    }

    @Test
    void drainedAnewItHasAnotherTimeAndReasonAndNobodyIsToldAgain() {
        Drains drains = drains(UPLINKS, null, null);
        assertThat(drains.drain("a", Optional.of(HOUR), "new modem", "eva", now()))
                .isEmpty();
        told(drains);
        assertThat(drains.drain("a", Optional.empty(), "it\nburns", "ugo", now()))
                .isPresent();
        pass(HOUR.multipliedBy(100));

        assertThat(told(drains)).isEmpty();
        assertThat(drains.of("a").orElseThrow().until()).isEmpty();
        assertThat(drains.of("a").orElseThrow().reason()).isEqualTo("it burns");
        assertThat(drains.undrain("a", "ugo")).isPresent();
        assertThat(drains.undrain("a", "ugo")).isEmpty();
        assertThat(told(drains)).containsExactly("uplink.undrained");
    }

    @Test
    void aReasonIsOneShortLineThatSteersNoTerminal() {
        Drains drains = drains(UPLINKS, null, null);

        drains.drain(
                "a",
                Optional.empty(),
                "my new\n\u009b2Jmodem\u202e\u2028" + "\ud83d\ude80".repeat(100),
                "e\u001bva",
                now());

        assertThat(drains.of("a").orElseThrow().reason())
                .startsWith("my new ?2Jmodem??\ud83d\ude80")
                .hasSize(Drain.REASON)
                .endsWith("\ud83d\ude80?");
        assertThat(drains.of("a").orElseThrow().by()).isEqualTo("e?va");
    }

    @Test
    void aReloadKeepsItAndForgetsUplinksThatAreGone() {
        Drains first = drains(UPLINKS, null, null);
        first.drain("a", Optional.of(HOUR), "", "eva", now());
        first.drain("b", Optional.empty(), "", "eva", now());
        first.turn(now());

        Drains second = drains(UPLINKS.subList(0, 1), null, first);
        Drains third = drains(UPLINKS, null, second);

        assertThat(third.of("a")).isEqualTo(first.of("a")).isPresent();
        assertThat(third.of("b")).isEmpty();
        ticker.advance(HOUR);
        assertThat(told(third)).containsExactly("uplink.undrained");
    }

    @Test
    void aRestartKeepsItForTheRestOfItsTime() {
        drainAndEnd("a", Optional.of(HOUR));
        pass(Duration.ofMinutes(20));

        Drains drains = restarted(UPLINKS);
        assertThat(drains.of("a"))
                .hasValue(new Drain(
                        Instant.parse("2026-04-29T12:00:00Z"),
                        Optional.of(Instant.parse("2026-04-29T13:00:00Z")),
                        "new modem",
                        "eva"));
        pass(Duration.ofMinutes(40).minus(NANO));
        assertThat(told(drains)).isEmpty();
        pass(NANO);
        assertThat(told(drains)).containsExactly("uplink.undrained");
    }

    @Test
    void whatEndedWhileNobodyRanIsOverAtTheStartAndStaysSo() {
        drainAndEnd("a", Optional.of(HOUR));
        pass(HOUR);

        try (var file = new DrainFile(path())) {
            assertThat(told(drains(UPLINKS, file, null))).containsExactly("uplink.drained", "uplink.undrained");
        }
        assertThat(restarted(UPLINKS).of("a")).isEmpty();
    }

    @Test
    void whatWasAnsweredButNotStoredIsToldAfterEveryRestartByTheSameIdInOrder() {
        List<UplinkEvent> first;
        try (var file = new DrainFile(path())) {
            Drains drains = drains(UPLINKS, file, null);
            drains.drain("a", Optional.of(HOUR), "new modem", "eva", now());
            pass(Duration.ofMinutes(20));
            drains.undrain("a", "ugo");
            drains.drain("a", Optional.empty(), "", "ada", now());
            first = drains.turn(now());
        }
        pass(Duration.ofMinutes(5));
        List<UplinkEvent> second;
        try (var file = new DrainFile(path())) {
            second = drains(UPLINKS, file, null).turn(now());
            file.stored(second.get(0).id().orElseThrow());
        }
        List<UplinkEvent> third;
        try (var file = new DrainFile(path())) {
            third = drains(UPLINKS, file, null).turn(now());
            third.forEach(event -> file.stored(event.id().orElseThrow()));
        }

        assertThat(first).extracting(event -> event.facts().get("by")).containsExactly("eva", "ugo", "ada");
        assertThat(first.get(0).facts()).containsEntry("note", "new modem");
        assertThat(first.get(1).facts()).containsEntry("lasted", Duration.ofMinutes(20));
        assertThat(first).extracting(UplinkEvent::id).doesNotHaveDuplicates().doesNotContain(Optional.empty());
        assertThat(second).isEqualTo(first);
        assertThat(third).isEqualTo(first.subList(1, 3));
        try (var file = new DrainFile(path())) {
            Drains drains = drains(UPLINKS, file, null);
            assertThat(told(drains)).isEmpty();
            assertThat(drains.of("a").orElseThrow().by()).isEqualTo("ada");
        }
    }

    @Test
    void whatAnEarlierVersionLeftOfAnEndIsNoNews() throws Exception {
        Files.writeString(path(), """
                {"uplink":"b","since":"2026-04-29T11:00:00Z","reason":"","by":"eva"}
                {"undrained":"a","since":"2026-04-29T11:00:00Z","at":"2026-04-29T11:30:00Z","by":"eva"}
                """);

        try (var file = new DrainFile(path());
                var log = new LogLines(Level.WARN)) {
            Drains drains = drains(UPLINKS, file, null);
            assertThat(told(drains)).isEmpty();
            assertThat(drains.of("b")).isPresent();
            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void aClockThatWasSetBackDoesNotMakeItLastLongerThanWasAskedFor() {
        drainAndEnd("a", Optional.of(HOUR));
        wall = Instant.EPOCH;

        Drains drains = restarted(UPLINKS);
        ticker.advance(HOUR);

        assertThat(told(drains)).containsExactly("uplink.undrained");
    }

    @Test
    void anUplinkThatIsNoLongerConfiguredIsForgottenOnTheDiskToo() throws Exception {
        drainAndEnd("b", Optional.empty());
        assertThat(Files.readString(path())).contains("\"b\"");

        assertThat(restarted(UPLINKS.subList(0, 1)).of("b")).isEmpty();

        assertThat(Files.readString(path())).isEmpty();
    }

    @Test
    void whatMakesNoSenseIsToldAndHidesNothingElse() throws Exception {
        drainAndEnd("a", Optional.empty());
        List<String> lines = Files.readAllLines(path());
        String good = lines.get(0);
        String untold = lines.get(1);
        List<String> bad = List.of(
                "\u0000\u0001",
                "{",
                "7",
                "{}",
                "null",
                good.replace("2026", "year"),
                good.replace("\"a\"", "[]"),
                untold.replace("2026", "year"),
                untold.replace("\"by\"", "\"from\""));
        Files.writeString(path(), String.join("\n", bad) + "\n" + good);

        Drains drains;
        List<String> warnings;
        try (var log = new LogLines(Level.WARN)) {
            drains = restarted(UPLINKS);
            warnings = log.lines();
        }

        assertThat(drains.of("a")).isPresent();
        assertThat(warnings).hasSize(bad.size()).allMatch(w -> w.contains("makes no sense"));
    }

    @Test
    void aFileThatCannotBeReadDrainsNothing() throws Exception {
        Files.createDirectory(path());

        assertThat(restarted(UPLINKS).of("a")).isEmpty();
    }
}
