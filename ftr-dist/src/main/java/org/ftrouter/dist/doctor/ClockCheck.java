// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.doctor;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/** The wall clock: the engine does not need it, but certificates, notices and whoever reads the log do. */
final class ClockCheck implements Check {
    /** No release of ours is older. */
    private static final Instant EARLIEST = Instant.parse("2025-01-01T00:00:00Z");

    /** Tells how the clock is kept. */
    interface Keeper {
        /** What {@code timedatectl} answers; empty if there is none. */
        Optional<Machine.Ended> ask(String... question) throws IOException, InterruptedException;
    }

    private final InstantSource clock;
    private final Keeper keeper;

    ClockCheck() {
        this(InstantSource.system(), question -> Machine.run("", question));
    }

    ClockCheck(InstantSource clock, Keeper keeper) {
        this.clock = clock;
        this.keeper = keeper;
    }

    @Override
    public void look(Patient patient, Consumer<Finding> found) throws IOException, InterruptedException {
        Instant now = clock.instant();
        if (now.isBefore(EARLIEST)) {
            found.accept(Finding.problem("clock.wrong", "time", now));
            return;
        }
        boolean unsynchronised = keeper.ask("timedatectl", "show", "--property=NTPSynchronized", "--value")
                .filter(Machine.Ended::well)
                .map(e -> e.output().strip().equals("no"))
                .orElse(false);
        if (unsynchronised) {
            found.accept(Finding.note("clock.free"));
        }
    }
}
