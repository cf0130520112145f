// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import picocli.CommandLine.Command;

/** {@code ftr reload}: makes the running daemon read its configuration again. */
@Command(name = "reload")
final class ReloadCommand extends Subcommand {
    @Override
    public Integer call() {
        return terminal().fail(Exit.FAILED, "monitor.missing");
    }
}
