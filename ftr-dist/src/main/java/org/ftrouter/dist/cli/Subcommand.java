// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.ParentCommand;

/** A command under {@code ftr}. */
abstract class Subcommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private FtrCommand ftr;

    final Options options() {
        return ftr.options();
    }

    final Terminal terminal() {
        return ftr.terminal();
    }

    /** Does it. The result is the exit code. */
    @Override
    public abstract Integer call() throws Exception;
}
