// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Lets processes run ahead of whatever else this machine is busy with, which is not measured. Not in real time, where a
 * thread that wakes up waits for the others' slices of 100 ms.
 */
final class Ahead {
    private Ahead() {}

    /** Lets a process run ahead from now on, or no longer. */
    static void run(long process, boolean now) throws Exception {
        Router.await(
                "renice " + process,
                Router.LONG,
                () -> { // it fails if a thread ends meanwhile
                    var command = new ArrayList<String>(List.of("renice", "-n", now ? "-20" : "0", "-p"));
                    try (Stream<Path> threads = Files.list(Path.of("/proc/" + process + "/task"))) {
                        threads.forEach(
                                thread -> command.add(thread.getFileName().toString()));
                    }
                    Process renice = new ProcessBuilder(command)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
                    return renice.waitFor() == 0;
                });
    }

    /**
     * The program of a copy of the distribution, which runs ahead of others, and so do those it starts. Its daemon tells
     * of its collections of garbage in {@link #collections}.
     *
     * @param folder where the copy is
     * @param options more words for the daemon alone, as a shell takes them
     */
    static Path daemon(Path folder, String options) throws Exception {
        Path ftr = folder.resolve("ftr/bin/ahead");
        Files.writeString(ftr, """
                #!/bin/sh
                word=$1
                shift
                [ "$word" = monitor ] && FTR_JAVA_OPTS=-Xlog:gc:file=%3$s exec nice -n -20 %1$s "$word" %2$s "$@"
                exec nice -n -20 %1$s "$word" "$@"
                """.formatted(folder.resolve("ftr/bin/ftr"), options, collections(folder)));
        assertThat(ftr.toFile().setExecutable(true)).isTrue();
        return ftr;
    }

    /** What Java tells of the collections of such a daemon, which hold up everything else. */
    static Path collections(Path folder) {
        return folder.resolve("collections.log");
    }
}
