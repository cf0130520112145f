// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulateTest {
    private static final long NOON = 1_764_000_000_000L;

    @TempDir
    Path folder;

    private Path config;

    @BeforeEach
    void writeConfiguration() throws IOException {
        config = folder.resolve("ftr.conf");
        Files.writeString(config, """
                downlinks { lan = [ eth0 ] }
                uplinks {
                  fibre { interface = eth1, address = 192.0.2.2, gateway = 192.0.2.1, priority = 1 }
                  lte   { interface = ppp0, priority = 1 }
                }
                probe { targets = [ "ok:1", "ok:2" ], required = 1 }
                route = [ { type = paper } ]
                """);
    }

    private Run simulate(String... more) {
        var arguments = new java.util.ArrayList<>(
                java.util.List.of("simulate", "--config", config.toString(), "--state", folder.toString()));
        arguments.addAll(java.util.List.of(more));
        return Run.ftr(arguments.toArray(String[]::new));
    }

    @Test
    void aForecastNamesFailoversDetectionAndTrafficIn80Columns() {
        Run run = simulate("--loss", "5,30", "--years", "0.0002");

        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out().lines()).allMatch(line -> line.length() <= 80 || line.contains(folder.toString()));
        assertThat(run.out())
                .contains("(seed 1)")
                .containsPattern("(?m)^ +5 %  less than 1 in 1000 years +0$")
                .containsPattern("(?m)^ +30 %  .* \\d+$")
                .containsPattern("(?m)^  fibre +1\\.\\d s +[12]\\.\\d s$")
                .containsPattern("(?m)^  lte +\\d+ MB$");
    }

    @Test
    void inItalianItFitsToo() {
        Run run = simulate("--loss", "5", "--years", "0.0002", "--lang", "it");

        assertThat(run.out()).contains("collegamento");
        assertThat(run.out().lines()).allMatch(line -> line.length() <= 80 || line.contains(folder.toString()));
    }

    @Test
    void aForecastForProgramsSaysTheSameAsTheScreen() {
        Run screen = simulate("--loss", "5,30", "--years", "0.0002");
        Run run = simulate("--loss", "5,30", "--years", "0.0002", "--json");

        assertThat(run.err()).isEmpty();
        JsonObject json = JsonParser.parseString(run.out()).getAsJsonObject();
        assertThat(json.get("schema").getAsString()).isEqualTo("ftr.forecast/1");
        assertThat(json.get("config").getAsString()).isEqualTo(config.toString());
        assertThat(json.get("seed").getAsInt()).isEqualTo(1);
        assertThat(json.get("uplink_days").getAsDouble()).isCloseTo(0.0002 * 365.25, within(0.001));
        JsonArray failovers = json.getAsJsonArray("failovers");
        assertThat(failovers)
                .extracting(f -> f.getAsJsonObject().get("loss_ratio").getAsDouble())
                .containsExactly(0.05, 0.3);
        assertThat(failovers.get(0).getAsJsonObject().get("a_year_at_most").getAsDouble())
                .isStrictlyBetween(0.0, 0.001);
        assertThat(failovers.get(0).getAsJsonObject().get("seen").getAsInt()).isZero();
        JsonObject fibre = json.getAsJsonArray("uplinks").get(0).getAsJsonObject();
        assertThat(fibre.get("name").getAsString()).isEqualTo("fibre");
        assertThat(fibre.get("family").getAsString()).isEqualTo("IPv4");
        assertThat(screen.out())
                .containsPattern(String.format(
                        Locale.ROOT,
                        "  fibre +%.1f s +%.1f s\n",
                        fibre.get("detection_median_seconds").getAsDouble(),
                        fibre.get("detection_p99_seconds").getAsDouble()))
                .contains(Math.round(fibre.get("bytes_a_month").getAsLong() / 1e6) + " MB");
    }

    @Test
    void aReplayForProgramsListsEveryChange() throws IOException {
        record();

        Run run = simulate("--replay", config.toString(), "--json");

        assertThat(run.err()).isEmpty();
        JsonObject json = JsonParser.parseString(run.out()).getAsJsonObject();
        assertThat(json.get("schema").getAsString()).isEqualTo("ftr.replay/1");
        assertThat(json.get("history").getAsString())
                .isEqualTo(folder.resolve("history").toString());
        assertThat(json.get("covered_seconds").getAsInt()).isEqualTo(300);
        assertThat(json.get("questions").getAsInt()).isEqualTo(600);
        JsonObject then = json.getAsJsonArray("then").get(0).getAsJsonObject();
        assertThat(OffsetDateTime.parse(then.get("at").getAsString())
                        .toInstant()
                        .toEpochMilli())
                .isBetween(NOON + 122_000, NOON + 123_500);
        assertThat(names(then.getAsJsonArray("from"))).containsExactly("fibre", "lte");
        assertThat(names(then.getAsJsonArray("to"))).containsExactly("lte");
        JsonObject with = json.getAsJsonArray("with").get(0).getAsJsonObject();
        assertThat(with.get("config").getAsString()).isEqualTo(config.toString());
        assertThat(with.getAsJsonArray("changes")).hasSize(2);
    }

    private static List<String> names(JsonArray paths) {
        return paths.asList().stream()
                .map(p -> p.getAsJsonObject().get("name").getAsString())
                .toList();
    }

    @Test
    void theSameSeedGivesTheSameForecast() {
        Run one = simulate("--loss", "20", "--years", "0.0002", "--seed", "7");

        assertThat(simulate("--loss", "20", "--years", "0.0002", "--seed", "7")).isEqualTo(one);
    }

    @Test
    void impossibleFiguresAreUsage() {
        assertThat(simulate("--loss", "100").code()).isEqualTo(Exit.USAGE);
        assertThat(simulate("--years", "0").err()).contains("years above 0");
        assertThat(simulate("--loss", "x").code()).isEqualTo(Exit.USAGE);
    }

    @Test
    void withoutAHistoryThereIsNothingToReplay() {
        Run run = simulate("--replay", config.toString());

        assertThat(run.code()).isEqualTo(Exit.FAILED);
        assertThat(run.err()).contains("nothing is recorded in " + folder.resolve("history"));
    }

    @Test
    void aReplayListsChangesThenAndWithOtherSettings() throws IOException {
        record();

        Run run = simulate("--replay", config.toString());

        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out().lines()).allMatch(line -> line.length() <= 80 || line.contains(folder.toString()));
        assertThat(run.out())
                .contains("With the settings of then: 1 change of the default route")
                .contains("With " + config + ": 2 changes")
                .containsPattern("2025-11-2\\d \\d\\d:\\d\\d:\\d\\d  fibre, lte -> lte");
    }

    /** Five minutes; in the third, fibre is silent for ten seconds. */
    private void record() throws IOException {
        var text = new StringBuilder("ftr-history 1\n=0 fibre ok:1\n=1 lte ok:1\n@" + NOON + "\n! 0 fibre,lte\n");
        for (int second = 0; second < 300; second++) {
            boolean silent = second >= 120 && second < 130;
            text.append("0 500 ").append(silent ? "-" : "12000").append("\n1 500 9000\n");
            if (second == 122) {
                text.append("! 0 lte\n");
            }
        }
        Path history = Files.createDirectories(folder.resolve("history"));
        Files.writeString(history.resolve("001764000000000.history"), text);
    }
}
