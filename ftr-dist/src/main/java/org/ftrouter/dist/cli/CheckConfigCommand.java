// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ftr check-config [FILE]}: everything that is wrong with a configuration, at once. */
@Command(name = "check-config")
final class CheckConfigCommand extends Subcommand {
    @Parameters(index = "0", arity = "0..1", paramLabel = "FILE")
    private Optional<Path> file = Optional.empty();

    @Override
    public Integer call() throws Exception {
        Path checked = file.map(Options::input).orElse(options().config());
        try (Setup setup = Setup.of(checked, options())) {
            int code = setup.explain(terminal());
            if (code == Exit.OK) {
                terminal().say("check.valid", "file", checked);
            }
            return code;
        }
    }
}
