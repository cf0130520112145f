// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.doctor;

import java.io.IOException;
import java.time.Instant;
import java.util.function.Consumer;

/** The wall clock: the engine does not need it, but certificates, notices and whoever reads the log do. */
final class ClockCheck implements Check {
    /** No release of ours is older. */
    private static final Instant EARLIEST = Instant.parse("2025-01-01T00:00:00Z");

    @Override
    public void look(Patient patient, Consumer<Finding> found) throws IOException, InterruptedException {
        Instant now = Instant.now();
        if (now.isBefore(EARLIEST)) {
            found.accept(Finding.problem("clock.wrong", "time", now));
            return;
        }
        boolean unsynchronised = Machine.run("", "timedatectl", "show", "--property=NTPSynchronized", "--value")
                .filter(Machine.Ended::well)
                .map(e -> e.output().strip().equals("no"))
                .orElse(false);
        if (unsynchronised) {
            found.accept(Finding.note("clock.free"));
        }
    }
}
