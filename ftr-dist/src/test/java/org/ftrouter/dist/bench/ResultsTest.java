// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.ftrouter.dist.bench.Results.Cost;
import org.ftrouter.dist.bench.Results.Loss;
import org.ftrouter.dist.bench.Results.Outage;
import org.ftrouter.dist.bench.Results.Score;
import org.ftrouter.dist.bench.Results.Setting;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class ResultsTest {
    private static final int COLUMNS = 80;

    private static Results results() {
        var setting = new Setting(
                "bench.sh",
                "2026-01-02",
                "2 x CPU",
                "Linux 6",
                "17",
                Map.of("FTR", "0.1"),
                2,
                10,
                3,
                "a control group");
        var results = new Results(setting);
        for (Contender contender : Contenders.all()) {
            Score score = results.score(contender);
            double outage = contender.program().equals("FTR") ? 0.5 : 1.5;
            score.outages.put("carrier", List.of(new Outage(0, 0, 300, 1.0, 0)));
            score.outages.put(
                    "blackhole", List.of(new Outage(outage, 20, 300, 2.0, 1), new Outage(3, 90, 600, null, 0)));
            score.outages.put("gateway", List.of(new Outage(123.456, 9000, 36000, 104.25, 0)));
            score.losses.put("20 %", new Loss(12, 0.375));
            score.cost = new Cost(12.5, 1026, 21_600, 66.4, 20);
        }
        return results;
    }

    @Test
    void everyLineFitsATerminal() {
        assertThat(Table.of(results()).lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(COLUMNS));
    }

    @Test
    void tablesShowMedianWorstSumAndRatio() {
        String text = Table.of(results()).replaceAll(" +", " ");

        assertThat(text)
                .contains("lsm, default 0 (0) 2.25 (3) 123 (123)")
                .contains("lsm, default 1 (1) 2 (2) 104 (104) 1")
                .contains("lsm, default - - 12 (37.5 %)")
                .contains("lsm, default 12.5 1026 21600 66.4")
                .contains("lsm, default 1.29 1 1 1 1");
    }

    @Test
    void theNinetyNinthPercentileIsTheNearestRank() {
        List<Double> figures =
                IntStream.rangeClosed(1, 200).mapToObj(Double::valueOf).toList();

        assertThat(Spread.of(figures)).isEqualTo(new Spread(200, 100.5, 198, 200));
        assertThat(Spread.of(List.of(7.0))).isEqualTo(new Spread(1, 7, 7, 7));
        assertThat(Spread.of(List.of()).count()).isZero();
    }

    @Test
    void thePictureIsWholeXmlWithABarForEachMeasuredFault() throws Exception {
        String svg = Chart.of(results());

        var builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
        var document = builder.parse(new InputSource(new StringReader(svg)));

        assertThat(document.getElementsByTagName("rect").getLength()).isEqualTo(1 + 3 + 6 * 3);
        assertThat(svg).contains("prefers-color-scheme: dark").doesNotContain("href", "url(", "NaN");
    }

    @Test
    void thePageNamesCommandDateMachineAndKernel() {
        assertThat(Page.of(results())).contains("`bench.sh`", "2026-01-02", "2 x CPU", "Linux 6", "](benchmark.svg)");
    }
}
