// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

/** Runs the daemon in the foreground. */
final class Monitor {
    private Monitor() {}

    /** Runs until it is told to stop. The result is the exit code. */
    static int run(MonitorOptions options, Terminal terminal) {
        return terminal.fail(Exit.FAILED, "monitor.missing");
    }
}
