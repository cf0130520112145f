// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.bench;

import com.google.gson.GsonBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All that a run of the benchmark has measured, in the order of the contenders. Times are in seconds. */
final class Results {
    final Setting setting;
    final List<Score> scores = new ArrayList<>();

    /** What went wrong; figures may be missing then. */
    final List<String> problems = new ArrayList<>();

    /** What the figures hold for. */
    record Setting(
            String command,
            String date,
            String machine,
            String kernel,
            String java,
            Map<String, String> versions,
            int runs,
            double lossMinutes,
            double quietMinutes,
            String cpuCounting) {}

    /** One contender's figures. */
    static final class Score {
        final String program;
        final String profile;
        final Map<String, List<Outage>> outages = new LinkedHashMap<>();
        final Map<String, Loss> losses = new LinkedHashMap<>();

        @Nullable
        Cost cost;

        Score(Contender contender) {
            program = contender.program();
            profile = contender.profile();
        }

        String title() {
            return program + ", " + profile;
        }

        Spread outage(String fault) {
            return Spread.of(runs(fault).stream().map(Outage::seconds).toList());
        }

        /** Over the faults' runs whose return was waited for and seen. */
        Spread comeback(String fault) {
            return Spread.of(runs(fault).stream()
                    .map(Outage::comeback)
                    .flatMap(comeback -> Optional.ofNullable(comeback).stream())
                    .toList());
        }

        private List<Outage> runs(String fault) {
            return outages.getOrDefault(fault, List.of());
        }

        List<Outage> allRuns() {
            return outages.values().stream().flatMap(List::stream).toList();
        }
    }

    /**
     * One fault.
     *
     * @param seconds from the fault to the start of the last connection that failed
     * @param failed how many did, of {@code total}
     * @param comeback from healing to the first connection that the uplink carried again; none if not waited for
     * @param failedOnReturn connections that failed from healing until 2 s after the return
     */
    record Outage(
            double seconds, int failed, int total, @Nullable Double comeback, int failedOnReturn) {}

    /** False failovers of an uplink that lost packets, and the share of the time it was left out. */
    record Loss(int exclusions, double shareOut) {}

    /** What the program uses for each minute in which nothing happens, and the memory it holds. */
    record Cost(double cpuSeconds, double started, double probes, double residentMib, int processes) {}

    Results(Setting setting) {
        this.setting = setting;
    }

    synchronized void problem(String text) {
        Progress.say("PROBLEM: " + text);
        problems.add(text);
    }

    Score score(Contender contender) {
        for (Score score : scores) {
            if (score.title().equals(contender.title())) {
                return score;
            }
        }
        var score = new Score(contender);
        scores.add(score);
        return score;
    }

    String json() {
        return new GsonBuilder().setPrettyPrinting().create().toJson(this);
    }
}
