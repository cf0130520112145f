// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * Firewall programs that kill whoever runs them, by SIGKILL, in the place of a write that is counted out beforehand: an
 * {@code ftr} that finds these first on its way.
 */
final class DeadlyPrograms {
    private static final List<String> NAMES =
            List.of("iptables", "ip6tables", "iptables-legacy", "ip6tables-legacy", "iptables-nft", "ip6tables-nft");

    private static final Path FTR = Path.of("target/ftr/bin/ftr").toAbsolutePath();

    private final Path folder;
    private final Path left;

    private DeadlyPrograms(Path folder) {
        this.folder = folder;
        this.left = folder.resolve("left");
    }

    /** Makes them in a folder. */
    static DeadlyPrograms in(Path folder) throws IOException {
        var programs = new DeadlyPrograms(folder);
        var names = new ArrayList<String>(List.of("nft"));
        NAMES.forEach(name -> names.add(name + "-restore"));
        Path bin = Files.createDirectories(folder.resolve("bin"));
        for (String name : names) {
            write(bin.resolve(name), """
                    #!/bin/sh
                    real=/usr/sbin/%1$s
                    case " $* " in *" -f "* | *" --noflush "*) ;; *) exec "$real" "$@" ;; esac
                    read -r left < '%2$s' 2> /dev/null || exec "$real" "$@"
                    if [ "$left" -gt 0 ]; then
                        echo $((left - 1)) > '%2$s'
                        exec "$real" "$@"
                    fi
                    rm '%2$s'
                    kill -KILL "$PPID"
                    """.formatted(name, programs.left));
        }
        write(programs.ftr(), """
                #!/bin/sh
                PATH='%s':$PATH exec '%s' "$@"
                """.formatted(bin, FTR));
        return programs;
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** The program to be used. */
    Path ftr() {
        return folder.resolve("ftr");
    }

    /** Lets so many writes through, and kills instead of the next. */
    void arm(int writes) throws IOException {
        Files.writeString(left, writes + "\n");
    }

    /** Lets everything through again; whether nothing was killed. */
    boolean disarm() throws IOException {
        return Files.deleteIfExists(left);
    }
}
