// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** Shows a failover of each kind on a lab whose daemon runs, as lines of text, with the measured outages in a table. */
final class Tour {
    private static final Duration ROW = Duration.ofMillis(500);
    private static final int CALM_ROWS = 4;
    private static final int MOST_ROWS = 24;
    private static final Duration RETURN_LIMIT = Duration.ofSeconds(90);

    private final Lab lab;
    private final LabText text;
    private final Consumer<String> out;
    private final Strip strip;
    private final List<Act> acts = new ArrayList<>();

    /** One fault and what it cost. */
    private record Act(Fault fault, LabUplink uplink, MeterReport report, boolean recovered, Optional<Duration> back) {}

    Tour(Lab lab, LabText text, Consumer<String> out) {
        this.lab = lab;
        this.text = text;
        this.out = out;
        this.strip = new Strip(lab.uplinks());
    }

    /** Breaks and heals an uplink in each way, then prints the table. */
    void run() throws LabException, InterruptedException {
        out.accept(text.of("tour.legend", "letters", legend()));
        int next = 0;
        for (Fault fault : List.of(Fault.CARRIER, Fault.BLACKHOLE, Fault.GATEWAY)) {
            acts.add(act(fault, lab.uplinks().get(next++ % lab.uplinks().size())));
        }
        table();
    }

    private String legend() {
        var words = new ArrayList<String>();
        lab.uplinks().forEach(uplink -> words.add(strip.letter(uplink) + " " + uplink.name()));
        return String.join(", ", words);
    }

    private Act act(Fault fault, LabUplink uplink) throws LabException, InterruptedException {
        out.accept("");
        out.accept(text.of("tour." + fault, "number", acts.size() + 1, "uplink", uplink.name()));
        row(Stamp.now(), Stamp.now().plus(ROW.negated()));
        Stamp broken = lab.fault(uplink, fault);
        boolean recovered = watch(broken);
        Stamp healed = lab.heal(uplink);
        MeterReport report = lab.meter().report(broken, healed);
        out.accept(text.of(
                recovered ? "tour.outage" : "tour.no-end",
                "uplink",
                uplink.name(),
                "seconds",
                seconds(report.outage()),
                "failed",
                report.failed(),
                "total",
                report.total()));
        Optional<Duration> back =
                lab.meter().awaitUplink(uplink, healed, RETURN_LIMIT).map(sample -> healed.until(sample.start()));
        lab.meter().awaitQuiet(Duration.ofSeconds(1), Duration.ofSeconds(10));
        out.accept(text.of(
                back.isPresent() ? "tour.back" : "tour.not-back",
                "uplink",
                uplink.name(),
                "seconds",
                seconds(back.orElse(RETURN_LIMIT)),
                "failed",
                lab.meter().since(healed).failed()));
        return new Act(fault, uplink, report, recovered, back);
    }

    /** Prints row after row until all is calm for a while. Returns false if that does not happen. */
    private boolean watch(Stamp broken) throws LabException, InterruptedException {
        int calm = 0;
        for (int i = 0; i < MOST_ROWS; i++) {
            calm = row(broken, broken.plus(ROW.multipliedBy(i))) == 0 ? calm + 1 : 0;
            if (calm == CALM_ROWS) {
                return true;
            }
        }
        return false;
    }

    private int row(Stamp event, Stamp from) throws LabException, InterruptedException {
        Stamp to = from.plus(ROW);
        lab.meter().settle(to);
        MeterReport report = lab.meter().report(from, to);
        out.accept(strip.line(event.until(from), report));
        return report.failed();
    }

    private void table() {
        out.accept("");
        out.accept(text.of("tour.table"));
        for (Act act : acts) {
            String outage = act.recovered() ? seconds(act.report().outage()) + " s" : text.of("tour.never");
            String back = act.back().map(time -> seconds(time) + " s").orElse(text.of("tour.never"));
            out.accept(String.format(
                    Locale.ROOT,
                    "  %-10s %-14s %10s %8d / %-6d %14s",
                    act.fault(),
                    act.uplink().name(),
                    outage,
                    act.report().failed(),
                    act.report().total(),
                    back));
        }
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.2f", time.toNanos() / 1e9);
    }
}
