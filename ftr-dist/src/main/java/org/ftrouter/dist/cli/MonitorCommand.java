// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ftr monitor}: the daemon. Usually {@link MonitorOptions#parse} has caught it before. */
@Command(name = "monitor")
final class MonitorCommand extends Subcommand {
    @Option(names = "--demo")
    private boolean demo;

    @Option(names = "--dry-run")
    private boolean dryRun;

    MonitorOptions monitorOptions() {
        return new MonitorOptions(options(), demo, dryRun);
    }

    @Override
    public Integer call() {
        return Monitor.run(monitorOptions(), terminal());
    }
}
