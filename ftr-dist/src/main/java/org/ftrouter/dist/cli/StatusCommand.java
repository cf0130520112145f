// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import picocli.CommandLine.Command;

/** {@code ftr status}: what the running daemon sees and does. */
@Command(name = "status")
final class StatusCommand extends Subcommand {
    @Override
    public Integer call() {
        return terminal().fail(Exit.FAILED, "monitor.missing");
    }
}
