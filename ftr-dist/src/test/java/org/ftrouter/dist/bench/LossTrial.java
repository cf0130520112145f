// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.bench;

import java.time.Duration;
import java.util.List;
import org.ftrouter.dist.bench.Results.Loss;
import org.ftrouter.dist.bench.RouteLog.Exclusions;
import org.ftrouter.dist.lab.Fault;
import org.ftrouter.dist.lab.LabException;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.dist.lab.Stamp;

/** Each uplink of every stand loses another share of its packets, all at the same time: none is to be left out. */
final class LossTrial {
    static final List<Integer> PERCENT = List.of(5, 10, 20);

    private final List<Stand> stands;
    private final Results results;
    private final Duration time;

    LossTrial(List<Stand> stands, Results results, Duration time) {
        this.stands = stands;
        this.results = results;
        this.time = time;
    }

    void run() throws LabException, InterruptedException {
        for (Stand stand : stands) {
            stand.lab().pauseMeter();
            for (LabUplink uplink : stand.lab().uplinks()) {
                stand.lab().fault(uplink, Fault.loss(PERCENT.get(uplink.number() - 1)));
            }
        }
        Stamp from = Stamp.now();
        Thread.sleep(time.toMillis());
        Stamp to = Stamp.now();
        for (Stand stand : stands) {
            for (LabUplink uplink : stand.lab().uplinks()) {
                Exclusions seen = stand.routes().exclusions(uplink.device(), from, to);
                double share = seen.out().toNanos() / (double) from.until(to).toNanos();
                results.score(stand.contender())
                        .losses
                        .put(PERCENT.get(uplink.number() - 1) + " %", new Loss(seen.count(), share));
            }
        }
    }
}
