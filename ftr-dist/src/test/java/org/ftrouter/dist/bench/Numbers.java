// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.bench;

import java.util.Locale;

/** Figures as people read them. */
final class Numbers {
    static final String NONE = "-";

    private Numbers() {}

    /** Three digits that count. */
    static String plain(double figure) {
        if (Double.isNaN(figure)) {
            return NONE;
        }
        double size = Math.abs(figure);
        String format =
                size >= 100 || figure == Math.rint(figure) ? "%.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, figure);
    }

    /** Median and 99th percentile. */
    static String spread(Spread spread) {
        return spread.count() == 0 ? NONE : plain(spread.median()) + " (" + plain(spread.p99()) + ")";
    }

    /** How many times a figure is ours. */
    static String times(double figure, double ours) {
        if (Double.isNaN(figure) || Double.isNaN(ours) || ours == 0) {
            return NONE;
        }
        return plain(figure / ours);
    }
}
