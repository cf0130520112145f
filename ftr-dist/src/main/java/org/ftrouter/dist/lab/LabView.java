// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/** Shows a running lab. */
final class LabView {
    private final Lab lab;
    private final LabText text;
    private final Consumer<String> out;

    LabView(Lab lab, LabText text, Consumer<String> out) {
        this.lab = lab;
        this.text = text;
        this.out = out;
    }

    /** Prints each connection of some seconds as a letter, then the shares of the uplinks. */
    int meter(int seconds) throws LabException, InterruptedException {
        var strip = new Strip(lab.uplinks());
        Duration row = Duration.ofMillis(500);
        Meter meter = lab.meter();
        Stamp start = Stamp.now();
        for (int i = 0; i < seconds * 2; i++) {
            Stamp from = start.plus(row.multipliedBy(i));
            meter.settle(from.plus(row));
            out.accept(strip.line(start.until(from), meter.report(from, from.plus(row))));
        }
        MeterReport all = meter.report(start, start.plus(Duration.ofSeconds(seconds)));
        for (LabUplink uplink : lab.uplinks()) {
            out.accept(String.format(
                    Locale.ROOT, "  %s %-15s %5.1f %%", strip.letter(uplink), uplink.name(), 100 * all.share(uplink)));
        }
        out.accept(text.of("meter.failed", "failed", all.failed(), "total", all.total()));
        return 0;
    }

    /** Prints the faults and what the providers saw, then what the daemon says of itself. */
    int status() throws LabException, InterruptedException {
        for (LabUplink uplink : lab.uplinks()) {
            Counters counters = lab.provider(uplink).counters();
            out.accept(text.of(
                    "status.uplink",
                    "uplink",
                    String.format(Locale.ROOT, "%-15s", uplink.name()),
                    "device",
                    uplink.device(),
                    "fault",
                    lab.faultOf(uplink).orElse(text.of("status.whole")),
                    "probes",
                    counters.probes(),
                    "foreign",
                    counters.foreignPackets()));
        }
        Completed said = lab.router()
                .run(lab.ftr().toString(), "status", "--socket", lab.socket().toString());
        out.accept("");
        out.accept(said.output().strip());
        return said.exitCode();
    }
}
