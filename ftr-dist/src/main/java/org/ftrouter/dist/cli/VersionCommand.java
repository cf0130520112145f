// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import picocli.CommandLine.Command;

/** {@code ftr version}. */
@Command(name = "version")
final class VersionCommand extends Subcommand {
    @Override
    public Integer call() {
        terminal().out().println("ftr " + Version.text());
        return Exit.OK;
    }
}
