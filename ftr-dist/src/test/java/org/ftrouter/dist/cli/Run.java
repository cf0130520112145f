// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What one command line did. */
record Run(int code, String out, String err) {

    /** Runs {@code ftr} in this process, in English. */
    static Run ftr(String... arguments) {
        return named("ftr", "en", arguments);
    }

    /** Runs the program under a name. */
    static Run named(String name, String language, String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Texts.in(language));
        int code = Main.run(name, List.of(arguments), terminal);
        return new Run(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
