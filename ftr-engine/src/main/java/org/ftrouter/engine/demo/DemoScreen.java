// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.demo;

import java.io.PrintStream;
import java.util.stream.Collectors;
import org.ftrouter.engine.cycle.Cycle;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.plan.Role;
import org.ftrouter.engine.cycle.verdict.Health;
import org.ftrouter.engine.cycle.verdict.PathVerdict;
import org.ftrouter.engine.text.Messages;
import org.ftrouter.engine.text.Words;

/** One line with the state of every uplink, whenever it changes. Belongs to the engine thread. */
public final class DemoScreen {
    private static final int BAR = 12;

    private final PrintStream screen;
    private final Messages messages;
    private String last = "";

    public DemoScreen(PrintStream screen, String language) {
        this.screen = screen;
        this.messages = Messages.of(language);
    }

    /** Prints the state if it is another one than the last time. */
    public void show(Cycle cycle) {
        String state = cycle.verdicts().paths().entrySet().stream()
                .map(e -> cell(cycle, e.getKey(), e.getValue()))
                .collect(Collectors.joining("  "));
        if (!state.equals(last)) {
            last = state;
            screen.println("      " + state);
        }
    }

    private String cell(Cycle cycle, PathId id, PathVerdict verdict) {
        Role role = cycle.planned().roles().getOrDefault(id, Role.EXCLUDED);
        if (role == Role.ROUTING) {
            int filled = (int) Math.round(cycle.planned().share(id) * BAR);
            return id + " [" + "#".repeat(filled) + "-".repeat(BAR - filled) + "]";
        }
        String word =
                verdict.health() == Health.DOWN ? Words.health(messages, verdict.health()) : Words.role(messages, role);
        return id + " (" + word + ")";
    }
}
