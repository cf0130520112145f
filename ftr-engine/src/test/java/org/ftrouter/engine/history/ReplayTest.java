// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.Downlinks;
import org.ftrouter.api.testkit.TestUplinks;
import org.ftrouter.engine.config.AllDown;
import org.ftrouter.engine.cycle.Given;
import org.ftrouter.engine.cycle.ModelNetwork;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.verdict.Rules;
import org.ftrouter.engine.simulate.Replay;
import org.ftrouter.engine.simulate.Scenario;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Twenty minutes in which uplink a was silent for six seconds, and an hour later ten more minutes. */
class ReplayTest {
    private static final long START = 1_764_000_000_000L;
    private static final long SILENT = START + 600_000;
    private static final Rules USUAL = ModelNetwork.rules(2, Duration.ofSeconds(10));

    @TempDir
    Path folder;

    private Replay replay;

    @BeforeEach
    void record() throws IOException {
        var lines = new LineWriter();
        var text = new StringBuilder();
        text.append(lines.lines(new Entry.Members(START, List.of(Given.id("a"), Given.id("b")))));
        for (long at = START; at < START + 1_200_000; at += 100) {
            ask(lines, text, at);
        }
        text.append(lines.lines(new Entry.Members(SILENT + 2000, List.of(Given.id("b")))));
        for (long at = START + 4_800_000; at < START + 5_400_000; at += 100) {
            ask(lines, text, at);
        }
        Files.writeString(folder.resolve(HistoryFiles.name(START)), text);
        replay = new Replay(History.read(folder));
    }

    private static void ask(LineWriter lines, StringBuilder text, long at) {
        String target = ModelNetwork.TARGETS.get((int) (at / 100 % 4));
        boolean silent = at >= SILENT && at < SILENT + 6000;
        text.append(lines.lines(new Entry.Asked(at, Given.id("a"), target, silent ? History.LOST : 12_000)));
        text.append(lines.lines(new Entry.Asked(at, Given.id("b"), target, 9000)));
    }

    private static Scenario scenario(Rules rules) {
        var uplinks = List.<Uplink>of(Given.v4("a", 1, 1), Given.v4("b", 1, 1));
        var all = new LinkedHashMap<PathId, Rules>();
        uplinks.forEach(u -> all.put(Given.id(u.name()), rules));
        return new Scenario(uplinks, all, TestUplinks.LAYOUT, new Downlinks(List.of(), List.of()), AllDown.KEEP);
    }

    @Test
    void gapsAreNotLivedThrough() {
        assertThat(replay.covered()).isEqualTo(Duration.ofMinutes(30));
    }

    @Test
    void whatTheDaemonDidIsTold() {
        assertThat(replay.then())
                .containsExactly(new Replay.Change(
                        SILENT + 2000, List.of(Given.id("a"), Given.id("b")), List.of(Given.id("b"))));
    }

    @Test
    void theUsualSettingsLeaveTheSilentLineAndComeBack() {
        List<Replay.Change> changes = replay.under(scenario(USUAL), 1, share -> {});

        assertThat(changes).hasSize(2);
        assertThat(changes.get(0).to()).containsExactly(Given.id("b"));
        assertThat(changes.get(0).at()).isBetween(SILENT, SILENT + 3000);
        assertThat(changes.get(1).to()).containsExactly(Given.id("a"), Given.id("b"));
        assertThat(changes.get(1).at()).isBetween(SILENT + 16_000, SILENT + 30_000);
    }

    @Test
    void morePatientSettingsSitItOut() {
        var patient = new Rules(
                ModelNetwork.TARGETS,
                2,
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                20,
                Duration.ofMillis(500),
                3,
                Duration.ofSeconds(10));

        assertThat(replay.under(scenario(patient), 1, share -> {})).isEmpty();
    }

    @Test
    void targetsThatWereNotAskedTakeAfterThoseThatWere() {
        var others = new Rules(
                List.of("x", "y"),
                1,
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                6,
                Duration.ofMillis(50),
                3,
                Duration.ofSeconds(10));

        assertThat(replay.under(scenario(others), 1, share -> {})).hasSize(2);
    }

    @Test
    void aSinglePacketLostThenIsNoOutageNow() throws IOException {
        var lines = new LineWriter();
        var text = new StringBuilder();
        for (long at = START; at < START + 600_000; at += 1000) {
            String lost = at % 20_000 == 0 ? "a" : "";
            for (String uplink : List.of("a", "b")) {
                text.append(lines.lines(
                        new Entry.Asked(at, Given.id(uplink), "only", uplink.equals(lost) ? History.LOST : 9000)));
            }
        }
        Files.writeString(folder.resolve(HistoryFiles.name(START)), text);

        assertThat(new Replay(History.read(folder)).under(scenario(USUAL), 1, share -> {}))
                .isEmpty();
    }
}
