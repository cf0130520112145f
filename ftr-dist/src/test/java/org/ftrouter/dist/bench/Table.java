// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.ftrouter.dist.bench.Results.Cost;
import org.ftrouter.dist.bench.Results.Loss;
import org.ftrouter.dist.bench.Results.Outage;
import org.ftrouter.dist.bench.Results.Score;

/** The results as rows of words: for a terminal of 80 columns, and for the page. */
final class Table {
    private static final int FIRST = 20;
    private static final int COLUMNS = 80;

    private final String title;
    private final List<List<String>> rows = new ArrayList<>();

    private Table(String title, String... heads) {
        this.title = title;
        rows.add(List.of(heads));
    }

    /** All tables, as text. */
    static String of(Results results) {
        var text = new StringBuilder();
        for (Table table : all(results)) {
            text.append("\n== ").append(table.title).append('\n');
            for (List<String> row : table.rows) {
                text.append(line(row)).append('\n');
            }
        }
        return text.toString();
    }

    private static String line(List<String> row) {
        int width = (COLUMNS - FIRST) / (row.size() - 1);
        var line = new StringBuilder(String.format(Locale.ROOT, "%-" + FIRST + "s", row.get(0)));
        row.subList(1, row.size()).forEach(cell -> line.append(String.format(Locale.ROOT, "%" + width + "s", cell)));
        return line.toString();
    }

    /** As a section in Markdown. */
    String markdown() {
        var text = new StringBuilder("## " + title + "\n\n");
        for (int i = 0; i < rows.size(); i++) {
            text.append("| ").append(String.join(" | ", rows.get(i))).append(" |\n");
            if (i == 0) {
                text.append("| --- |")
                        .append(" ---: |".repeat(rows.get(0).size() - 1))
                        .append('\n');
            }
        }
        return text.toString();
    }

    static List<Table> all(Results results) {
        List<Score> scores = results.scores;
        return List.of(outages(scores), returns(scores), losses(scores), costs(scores), ratios(scores));
    }

    private static Table outages(List<Score> scores) {
        var table = new Table("Outage that users see, s: median (p99)", "", "carrier", "blackhole", "dead gateway");
        for (Score score : scores) {
            table.row(
                    score.title(),
                    Numbers.spread(score.outage("carrier")),
                    Numbers.spread(score.outage("blackhole")),
                    Numbers.spread(score.outage("gateway")));
        }
        return table;
    }

    private static Table returns(List<Score> scores) {
        var table = new Table(
                "Healed to carrying again, s: median (p99)", "", "carrier", "blackhole", "dead gateway", "failed then");
        for (Score score : scores) {
            int failed =
                    score.allRuns().stream().mapToInt(Outage::failedOnReturn).sum();
            table.row(
                    score.title(),
                    Numbers.spread(score.comeback("carrier")),
                    Numbers.spread(score.comeback("blackhole")),
                    Numbers.spread(score.comeback("gateway")),
                    Integer.toString(failed));
        }
        return table;
    }

    private static Table losses(List<Score> scores) {
        var table = new Table("False failovers (share of the time left out) at", "", "5 %", "10 %", "20 % loss");
        for (Score score : scores) {
            table.row(score.title(), loss(score, "5 %"), loss(score, "10 %"), loss(score, "20 %"));
        }
        return table;
    }

    private static String loss(Score score, String percent) {
        Loss loss = score.losses.get(percent);
        if (loss == null) {
            return Numbers.NONE;
        }
        return loss.exclusions() + String.format(Locale.ROOT, " (%.1f %%)", 100 * loss.shareOut());
    }

    private static Table costs(List<Score> scores) {
        var table = new Table("A quiet minute", "", "CPU s", "started", "probes", "RSS MiB");
        for (Score score : scores) {
            table.row(
                    score.title(),
                    cost(score, Cost::cpuSeconds),
                    cost(score, Cost::started),
                    cost(score, Cost::probes),
                    cost(score, Cost::residentMib));
        }
        return table;
    }

    private static String cost(Score score, ToDoubleFunction<Cost> figure) {
        return Numbers.plain(figure(score, figure));
    }

    private static double figure(Score score, ToDoubleFunction<Cost> figure) {
        Cost cost = score.cost;
        return cost == null ? Double.NaN : figure.applyAsDouble(cost);
    }

    /** Others as multiples of FTR with the same profile: above 1 is in FTR's favour. */
    private static Table ratios(List<Score> scores) {
        var table =
                new Table("Times FTR's figure, same profile", "", "blackhole", "gateway", "return", "CPU", "probes");
        for (Score score : scores) {
            scores.stream()
                    .filter(ours -> ours.program.equals("FTR") && ours.profile.equals(score.profile) && ours != score)
                    .forEach(ours -> table.row(
                            score.title(),
                            ratio(score, ours, s -> s.outage("blackhole").median()),
                            ratio(score, ours, s -> s.outage("gateway").median()),
                            ratio(score, ours, s -> s.comeback("blackhole").median()),
                            ratio(score, ours, s -> figure(s, Cost::cpuSeconds)),
                            ratio(score, ours, s -> figure(s, Cost::probes))));
        }
        return table;
    }

    private static String ratio(Score score, Score ours, ToDoubleFunction<Score> figure) {
        return Numbers.times(figure.applyAsDouble(score), figure.applyAsDouble(ours));
    }

    private void row(String... cells) {
        rows.add(List.of(cells));
    }
}
