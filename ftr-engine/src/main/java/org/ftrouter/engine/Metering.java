// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine;

import java.time.InstantSource;
import java.time.ZoneId;
import org.ftrouter.engine.config.Configuration;
import org.ftrouter.engine.cycle.Cycle;
import org.ftrouter.engine.cycle.budget.BudgetFile;
import org.ftrouter.engine.cycle.budget.Budgets;
import org.ftrouter.engine.cycle.dial.ProgramCommands;
import org.jspecify.annotations.Nullable;

/** Budgets as the mode of the daemon has them: in earnest they outlive it. */
final class Metering implements AutoCloseable {
    /** Below the state folder. */
    private static final String FILE = "budgets";

    private final BudgetFile file;
    private final boolean live;
    private @Nullable Budgets last;

    Metering(DaemonOptions options) {
        file = new BudgetFile(options.state().resolve(FILE));
        live = options.mode() == DaemonOptions.Mode.LIVE;
    }

    /** Budgets of a configuration, which go on from those of the old cycle. */
    Budgets of(Configuration configuration, @Nullable Cycle old) {
        var budgets = new Budgets(
                configuration.uplinks(),
                live ? file : null,
                InstantSource.system(),
                ZoneId.systemDefault(),
                ProgramCommands.bootOfThisMachine(),
                old == null ? null : old.budgets());
        last = budgets;
        return budgets;
    }

    /** Saves what was counted last. The engine does not run any more. */
    @Override
    public void close() {
        Budgets budgets = last;
        if (budgets != null) {
            budgets.save();
        }
        file.close();
    }
}
