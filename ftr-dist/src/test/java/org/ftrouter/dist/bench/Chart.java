// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.bench;

import java.util.List;
import java.util.Locale;
import org.ftrouter.dist.bench.Results.Score;

/** The outages as a picture: a bar to the median, a whisker to the worst, on a logarithmic scale. */
final class Chart {
    private static final int LEFT = 170;
    private static final int PLOT = 520;
    private static final int BAR = 14;
    private static final int GROUP = 3 * BAR + 14;
    private static final int TOP = 78;
    private static final double SHORTEST = 0.01;
    private static final double LONGEST = 100;
    private static final List<String> FAULTS = List.of("carrier", "blackhole", "gateway");
    private static final List<String> NAMES = List.of("carrier lost", "blackhole", "dead gateway");

    private static final String STYLE = """
              <style>
                text { font: 13px system-ui, sans-serif; fill: #1b1f24 }
                .small { font-size: 11px } .title { font-size: 15px; font-weight: 600 }
                .paper { fill: #ffffff } .grid { stroke: #d0d7de } .whisker { stroke: #1b1f24; stroke-width: 1.5 }
                .carrier { fill: #2a9d8f } .blackhole { fill: #3b6fb6 } .gateway { fill: #e08e2b }
                @media (prefers-color-scheme: dark) {
                  text { fill: #e6edf3 } .paper { fill: #0d1117 } .grid { stroke: #30363d } .whisker { stroke: #e6edf3 }
                }
              </style>
            """;

    private final StringBuilder svg = new StringBuilder();

    private Chart() {}

    static String of(Results results) {
        var chart = new Chart();
        chart.draw(results);
        return chart.svg.toString();
    }

    private void draw(Results results) {
        int bottom = TOP + results.scores.size() * GROUP;
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Outage that"
                        + " users see when an uplink fails\">%n",
                LEFT + PLOT + 70, bottom + 50);
        svg.append(STYLE);
        add("  <rect class=\"paper\" width=\"100%%\" height=\"100%%\"/>%n");
        add(
                "  <text class=\"title\" x=\"16\" y=\"26\">Outage that users see when an uplink fails (less is better)</text>%n");
        legend();
        axis(bottom);
        for (int i = 0; i < results.scores.size(); i++) {
            group(results.scores.get(i), TOP + i * GROUP);
        }
        add(
                "  <text class=\"small\" x=\"16\" y=\"%d\">%s runs each, %s, %s. Bar: median; whisker: worst.</text>%n",
                bottom + 40, results.setting.runs(), results.setting.date(), results.setting.kernel());
        svg.append("</svg>\n");
    }

    private void legend() {
        for (int i = 0; i < FAULTS.size(); i++) {
            int x = LEFT + i * 150;
            add("  <rect class=\"%s\" x=\"%d\" y=\"40\" width=\"12\" height=\"12\"/>%n", FAULTS.get(i), x);
            add("  <text x=\"%d\" y=\"51\">%s</text>%n", x + 18, NAMES.get(i));
        }
    }

    private void axis(int bottom) {
        for (double mark = SHORTEST; mark <= LONGEST * 1.01; mark *= 10) {
            double x = x(mark);
            add("  <line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>%n", x, x, TOP - 8, bottom);
            add(
                    "  <text class=\"small\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s s</text>%n",
                    x, bottom + 16, mark < 1 ? Numbers.plain(mark).replaceAll("0+$", "") : Numbers.plain(mark));
        }
    }

    private void group(Score score, int top) {
        add("  <text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n", LEFT - 12, top + 2 * BAR, score.title());
        for (int i = 0; i < FAULTS.size(); i++) {
            Spread outage = score.outage(FAULTS.get(i));
            if (outage.count() > 0) {
                bar(FAULTS.get(i), outage, top + i * BAR);
            }
        }
    }

    private void bar(String fault, Spread outage, int top) {
        double end = x(outage.median());
        double worst = x(outage.worst());
        add(
                "  <rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>%n",
                fault, LEFT, top, Math.max(2, end - LEFT), BAR - 2);
        add(
                "  <line class=\"whisker\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>%n",
                end, worst, top + BAR / 2 - 1, top + BAR / 2 - 1);
        String text = outage.worst() == 0 ? "0, nothing failed" : Numbers.plain(outage.median()) + " s";
        add("  <text class=\"small\" x=\"%.1f\" y=\"%d\">%s</text>%n", Math.max(end, worst) + 6, top + BAR - 4, text);
    }

    /** The place of a time; all that is shorter than the axis begins is at its beginning. */
    private static double x(double seconds) {
        double shown = Math.min(Math.max(seconds, SHORTEST), LONGEST);
        return LEFT + PLOT * Math.log10(shown / SHORTEST) / Math.log10(LONGEST / SHORTEST);
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }
}
