// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.util.Arrays;
import picocli.CommandLine;

/** {@code ftr lab} as a program of its own: what runs inside a user namespace when the user is not root. */
final class LabMain {
    private LabMain() {}

    /** Takes the language, and then what stands behind {@code ftr lab}. */
    public static void main(String[] args) {
        System.exit(line(args[0]).execute(Arrays.copyOfRange(args, 1, args.length)));
    }

    /** A parser of what stands behind {@code ftr lab}. */
    static CommandLine line(String language) {
        return new CommandLine(new LabCommand())
                .setResourceBundle(LabText.in(language).bundle(null))
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    line.getErr().println(failure.getMessage());
                    line.getErr().flush();
                    return 1;
                });
    }
}
