// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.ftrouter.dist.bench.Contained.Usage;
import org.ftrouter.dist.bench.Results.Cost;
import org.ftrouter.dist.lab.LabException;
import org.ftrouter.dist.lab.Stamp;

/** What each program uses while nothing happens: all at the same time, each counted by itself. */
final class QuietTrial {
    private static final int OUR_OWN_PROCESS = 1; // the one that asked for the last process number
    private static final double KIB_A_MIB = 1024;

    private final List<Stand> stands;
    private final Results results;
    private final Duration time;

    /** The counters of a stand at a moment. */
    private record Reading(Stamp at, Usage usage, long probes) {}

    QuietTrial(List<Stand> stands, Results results, Duration time) {
        this.stands = stands;
        this.results = results;
        this.time = time;
    }

    void run() throws LabException, IOException, InterruptedException {
        var before = new ArrayList<Reading>();
        for (Stand stand : stands) {
            stand.lab().pauseMeter();
            before.add(read(stand));
        }
        Thread.sleep(time.toMillis());
        for (int i = 0; i < stands.size(); i++) {
            results.score(stands.get(i).contender()).cost = cost(before.get(i), read(stands.get(i)));
        }
    }

    private static Reading read(Stand stand) throws LabException, IOException, InterruptedException {
        return new Reading(Stamp.now(), stand.program().usage(), stand.probes());
    }

    private static Cost cost(Reading before, Reading after) {
        double minutes = before.at().until(after.at()).toNanos() / 60e9;
        Usage early = before.usage();
        Usage late = after.usage();
        return new Cost(
                (late.cpuMicros() - early.cpuMicros()) / 1e6 / minutes,
                (late.started() - early.started() - OUR_OWN_PROCESS) / minutes,
                (after.probes() - before.probes()) / minutes,
                late.residentKib() / KIB_A_MIB,
                late.processes());
    }
}
