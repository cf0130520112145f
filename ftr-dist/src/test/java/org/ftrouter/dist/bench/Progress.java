// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.bench;

import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.ftrouter.dist.lab.MeterReport;

/** Tells whoever waits what is being done. */
final class Progress {
    private Progress() {}

    static void say(String text) {
        System.out.println(
                LocalTime.now(java.time.ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS) + "  " + text);
    }

    static void say(Contender contender, String fault, MeterReport report) {
        say(String.format(
                Locale.ROOT,
                "%-20s %-10s outage %7.3f s, %4d of %4d connections failed",
                contender.title(),
                fault,
                report.outage().toNanos() / 1e9,
                report.failed(),
                report.total()));
    }
}
