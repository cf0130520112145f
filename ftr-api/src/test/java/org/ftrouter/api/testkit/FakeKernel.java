// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * Stands for the programs through which a route backend speaks to a kernel or a routing daemon ({@code ip}, {@code nft},
 * {@code vtysh} ...), so that it can be tested without root: each keeps what it was run with, and answers as it is told.
 * Give the backend {@link #path} of each program, or put {@link #folder} in front of its {@code PATH}. What only a real
 * kernel shows is for {@link RouteBackendContract}.
 */
public final class FakeKernel {
    private static final String SCRIPT = """
            #!/bin/sh
            # stands for %1$s
            cd "$(dirname "$0")" || exit 1
            timeout 5 cat > %1$s.in
            { printf %%s %1$s; [ $# -eq 0 ] || printf ' %%s' "$@"; echo; } >> commands
            cat %1$s.out
            cat %1$s.err >&2
            exit "$(cat %1$s.code)"
            """;

    private final Path folder;

    /** One whose programs stand in this folder. */
    public FakeKernel(Path folder) {
        this.folder = folder;
    }

    /** Has a program that takes everything and says nothing. */
    public FakeKernel program(String name) {
        return program(name, 0, "", "");
    }

    /** Has a program that answers so from now on. It reads its standard input to the end, which need not come: then for 5 seconds. */
    public FakeKernel program(String name, int exitCode, String out, String err) {
        try {
            Files.writeString(folder.resolve(name + ".out"), out);
            Files.writeString(folder.resolve(name + ".err"), err);
            Files.writeString(folder.resolve(name + ".code"), Integer.toString(exitCode));
            Files.writeString(folder.resolve(name), SCRIPT.formatted(name));
            Files.setPosixFilePermissions(folder.resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the programs are. */
    public Path folder() {
        return folder;
    }

    /** Where a program is. */
    public Path path(String name) {
        return folder.resolve(name);
    }

    /** What was run so far: each the name of a program and its arguments, with blanks between. */
    public List<String> commands() {
        return read("commands").lines().toList();
    }

    /** What the last run of a program had on its standard input. */
    public String input(String name) {
        return read(name + ".in");
    }

    private String read(String name) {
        try {
            return Files.exists(folder.resolve(name)) ? Files.readString(folder.resolve(name)) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
