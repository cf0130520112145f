// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.ftrouter.api.notify.Steps;

/** Prints the steps of a test delivery as they pass, a line each of 80 columns. Safe for all threads. */
final class StepScreen implements Steps {
    private static final int COLUMNS = 80;
    private static final int WHAT = 49;
    private final Terminal terminal;
    private String step = "";
    private String what = "";
    private long begun;

    StepScreen(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public synchronized void begin(String nextStep, String about) {
        failed();
        step = nextStep;
        what = about;
        begun = System.nanoTime();
    }

    @Override
    public synchronized void passed(String detail) {
        if (!step.isEmpty()) {
            what = (what + " " + detail).strip();
            print(terminal.texts().get("test.ok"));
            step = "";
        }
    }

    /** Shows the step that has not passed as failed; gives its name, {@code ""} if there is none. */
    synchronized String failed() {
        String name = step;
        if (!name.isEmpty()) {
            print(terminal.texts().get("test.stepFailed"));
            step = "";
        }
        return name;
    }

    private void print(String result) {
        long ms = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        String shown = what.length() <= WHAT ? what : what.substring(0, WHAT - 3) + "...";
        String line = String.format(Locale.ROOT, "  %-9s %-" + WHAT + "s %6d ms  %s", step, shown, ms, result);
        terminal.out().println(Printable.line(line.length() <= COLUMNS ? line : line.substring(0, COLUMNS)));
    }
}
