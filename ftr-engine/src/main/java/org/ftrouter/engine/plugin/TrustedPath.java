// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Scanner;

/**
 * Tells whether anyone but root and this process's user could change a file: by writing to it, or by exchanging it or a
 * folder above it. Symbolic links are followed one by one and checked like the rest.
 */
final class TrustedPath {
    private static final int OTHERS_WRITE = 0022;
    private static final int STICKY = 01000;
    private static final int MOST_LINKS = 40;

    private final int user;

    /** @param user number of the user to trust beside root */
    TrustedPath(int user) {
        this.user = user;
    }

    /** Trusts root and whoever runs this process. */
    static TrustedPath ofThisProcess() {
        try (var status = new Scanner(Path.of("/proc/self/status"), StandardCharsets.US_ASCII)) {
            status.findWithinHorizon("(?m)^Uid:\\s+\\d+", 0); // the real user; the effective one is next
            return new TrustedPath(status.nextInt());
        } catch (IOException e) {
            return new TrustedPath(0);
        }
    }

    /** Why the file cannot be trusted, naming the part of the path that is to blame; empty if it can. */
    Optional<String> objection(Path file) {
        try {
            return objection(file.toAbsolutePath(), MOST_LINKS);
        } catch (IOException e) {
            return Optional.of("cannot be examined: " + e);
        }
    }

    private Optional<String> objection(Path file, int linksLeft) throws IOException {
        Path part = file.getRoot();
        for (int i = 0; i <= file.getNameCount(); i++) {
            part = i == 0 ? part : part.resolve(file.getName(i - 1));
            int owner = fact(part, "unix:uid");
            if (owner != 0 && owner != user) {
                return Optional.of(part + " belongs to user " + owner + ", not to root; run: chown root " + part);
            }
            if (Files.isSymbolicLink(part)) {
                return followed(file, part, i, linksLeft);
            }
            int mode = fact(part, "unix:mode");
            boolean sticky = Files.isDirectory(part) && (mode & STICKY) != 0;
            if ((mode & OTHERS_WRITE) != 0 && !sticky) {
                return Optional.of(part + " is writable by others (mode " + Integer.toOctalString(mode & 07777)
                        + "); run: chmod go-w " + part);
            }
        }
        return Optional.empty();
    }

    private static int fact(Path part, String name) throws IOException {
        return (Integer) Files.getAttribute(part, name, LinkOption.NOFOLLOW_LINKS);
    }

    private Optional<String> followed(Path file, Path link, int names, int linksLeft) throws IOException {
        if (linksLeft == 0) {
            return Optional.of(link + " is one symbolic link too many");
        }
        Path target = link.resolveSibling(Files.readSymbolicLink(link));
        Path rest = names == file.getNameCount() ? Path.of("") : file.subpath(names, file.getNameCount());
        return objection(target.resolve(rest), linksLeft - 1);
    }
}
