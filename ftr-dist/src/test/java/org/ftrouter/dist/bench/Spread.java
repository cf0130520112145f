// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.bench;

import java.util.List;

/** Median, 99th percentile (nearest rank) and worst of some figures; all are NaN if there is none. */
record Spread(int count, double median, double p99, double worst) {
    static Spread of(List<Double> figures) {
        List<Double> sorted = figures.stream().sorted().toList();
        int count = sorted.size();
        if (count == 0) {
            return new Spread(0, Double.NaN, Double.NaN, Double.NaN);
        }
        double median = (sorted.get((count - 1) / 2) + sorted.get(count / 2)) / 2;
        return new Spread(count, median, sorted.get((int) Math.ceil(0.99 * count) - 1), sorted.get(count - 1));
    }
}
