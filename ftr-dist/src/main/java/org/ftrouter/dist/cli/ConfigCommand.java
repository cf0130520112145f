// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ftr config import FILE}: the Ruby program's configuration as ours, on standard output. */
@Command(name = "config", synopsisSubcommandLabel = "COMMAND")
final class ConfigCommand extends Subcommand {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return Exit.USAGE;
    }

    @Command(name = "import")
    int importFile(@Parameters(paramLabel = "FILE") Path file) throws Exception {
        return Exit.FAILED;
    }
}
