// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.ftrouter.dist.bench.Results.Outage;
import org.ftrouter.dist.lab.Fault;
import org.ftrouter.dist.lab.LabException;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.dist.lab.Meter;
import org.ftrouter.dist.lab.MeterReport;
import org.ftrouter.dist.lab.Sample;
import org.ftrouter.dist.lab.Stamp;

/**
 * Breaks an uplink of one contender after the other, round robin, so that a noisy moment hits all alike. Only one outage
 * is measured at a time; while a contender's uplink returns, the next one's is broken.
 */
final class OutageTrial {
    static final Map<String, Fault> FAULTS = new LinkedHashMap<>();

    static {
        FAULTS.put("carrier", Fault.CARRIER);
        FAULTS.put("blackhole", Fault.BLACKHOLE);
        FAULTS.put("gateway", Fault.GATEWAY);
    }

    private static final Duration QUIET = Duration.ofSeconds(3);
    private static final Duration SLOWEST = Duration.ofSeconds(60);
    private static final Duration AFTER_RETURN = Duration.ofSeconds(2);

    /** So many slow returns are waited for; afterwards the program is started afresh, or the trial would take hours. */
    private static final int SLOW_RETURNS = 2;

    private final List<Stand> stands;
    private final Results results;
    private final int runs;
    private final boolean slowReturns;
    private final EndByHand end;
    private final Random phase = new Random(1);
    private final Map<Stand, Future<?>> returning = new LinkedHashMap<>();

    OutageTrial(List<Stand> stands, Results results, int runs, boolean slowReturns, EndByHand end) {
        this.stands = stands;
        this.results = results;
        this.runs = runs;
        this.slowReturns = slowReturns;
        this.end = end;
    }

    void run() throws IOException, InterruptedException {
        ExecutorService background = Executors.newCachedThreadPool();
        try {
            for (int round = 0; round < runs; round++) {
                for (String fault : FAULTS.keySet()) {
                    for (Stand stand : stands) {
                        awaitReturn(stand);
                        tryRun(stand, fault, round, background);
                    }
                }
            }
            for (Stand stand : stands) {
                awaitReturn(stand);
            }
        } finally {
            background.shutdownNow();
            Thread.interrupted();
            background.awaitTermination(10, TimeUnit.SECONDS);
        }
    }

    private void awaitReturn(Stand stand) throws InterruptedException {
        Future<?> last = returning.remove(stand);
        if (last != null) {
            try {
                last.get();
            } catch (ExecutionException e) {
                if (end.asked()) {
                    throw new InterruptedException("ended by hand");
                }
                results.problem(
                        stand.contender().title() + ", return: " + e.getCause().getMessage());
            }
        }
    }

    /** One run that fails costs its figures, not those of all the others. */
    private void tryRun(Stand stand, String fault, int round, ExecutorService background)
            throws IOException, InterruptedException {
        try {
            run(stand, fault, round, background);
        } catch (LabException e) {
            if (end.asked()) {
                throw new InterruptedException("ended by hand");
            }
            results.problem(stand.contender().title() + ", " + fault + ": " + e.getMessage());
            returning.put(stand, background.submit(() -> {
                stand.restart();
                Thread.sleep(Bench.WARM_UP.toMillis());
                return null;
            }));
        }
    }

    private void run(Stand stand, String fault, int round, ExecutorService background)
            throws LabException, InterruptedException {
        LabUplink uplink = stand.lab().uplink(round % stand.lab().uplinks().size() + 1);
        stand.awaitCalm();
        Meter meter = stand.lab().meter();
        Thread.sleep(phase.nextInt(1000)); // no program's rhythm is met
        Stamp broken = stand.lab().fault(uplink, FAULTS.get(fault));
        if (!meter.awaitQuiet(QUIET, SLOWEST)) {
            results.problem(
                    stand.contender().title() + ", " + fault + ": not over after " + SLOWEST.toSeconds() + " s");
        }
        MeterReport report = meter.since(broken);
        Stamp healed = stand.lab().heal(uplink);
        Progress.say(stand.contender(), fault, report);
        returning.put(stand, background.submit(() -> {
            comeBack(stand, uplink, fault, round, report, healed);
            return null;
        }));
    }

    private void comeBack(Stand stand, LabUplink uplink, String fault, int round, MeterReport report, Stamp healed)
            throws LabException, IOException, InterruptedException {
        Duration slowest = stand.contender().slowestReturn();
        boolean slow = slowest.compareTo(Contender.USUAL_RETURN) > 0;
        Optional<Sample> first = Optional.empty();
        int failed = 0;
        if (!slow || (slowReturns && round < SLOW_RETURNS)) {
            Meter meter = stand.lab().meter();
            first = meter.awaitUplink(uplink, healed, slowest);
            Stamp end = first.map(Sample::start).orElse(Stamp.now()).plus(AFTER_RETURN);
            meter.settle(end);
            failed = meter.report(healed, end).failed();
        }
        stand.lab().pauseMeter();
        Double comeback = first.map(s -> seconds(healed.until(s.start()))).orElse(null);
        keep(stand, fault, new Outage(seconds(report.outage()), report.failed(), report.total(), comeback, failed));
        if (first.isEmpty()) {
            if (!slow) {
                results.problem(
                        stand.contender().title() + ", " + fault + ": no return within " + slowest.toSeconds() + " s");
            }
            stand.restart();
            Thread.sleep(Bench.WARM_UP.toMillis());
        }
    }

    private void keep(Stand stand, String fault, Outage outage) {
        synchronized (results) {
            results.score(stand.contender())
                    .outages
                    .computeIfAbsent(fault, f -> new java.util.ArrayList<>())
                    .add(outage);
        }
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }
}
