// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.ftrouter.engine.text.Languages;
import org.jspecify.annotations.Nullable;

/**
 * Where a command writes to.
 *
 * @param out data
 * @param err words about it
 * @param texts in the language of whoever reads them
 */
record Terminal(PrintStream out, PrintStream err, Texts texts) {

    /** This process's streams, in UTF-8 whatever the locale: an empty environment would make them ASCII. */
    static Terminal ofProcess(Texts texts) {
        return new Terminal(stream(FileDescriptor.out), stream(FileDescriptor.err), texts);
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    /** A stream of ours as the parser wants it. */
    static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }

    /** The same with the language that {@code --lang} names; empty: as it is. */
    Terminal speaking(String language) {
        return language.isEmpty()
                ? this
                : new Terminal(out, err, Texts.in(Languages.detect(Map.of(), Optional.of(language))));
    }

    /** Prints a text of the bundle to {@link #out}. */
    void say(String key, @Nullable Object... parameters) {
        out.println(texts.get(key, parameters));
    }

    /** Prints a text of the bundle to {@link #err}, and returns the exit code. */
    int fail(int code, String key, @Nullable Object... parameters) {
        err.println(texts.get("error", "text", texts.get(key, parameters)));
        return code;
    }
}
