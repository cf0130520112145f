// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.nftables;

import java.nio.file.Path;
import java.util.List;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RouteException.Reason;
import org.ftrouter.route.Commands;
import org.ftrouter.route.Completed;
import org.ftrouter.route.OwnFile;

/** The program {@code nft}. */
final class Nft {
    private static final String ABSENT = "No such file or directory";
    private final Commands commands;

    Nft(Commands commands) {
        this.commands = commands;
    }

    /** Our table without counters; empty if there is none. */
    String table() throws RouteException, InterruptedException {
        var command = List.of("nft", "-s", "list", "table", "inet", "ftr");
        Completed done = commands.run(command, "");
        return done.exitCode() != 0 && done.stderr().contains(ABSENT) ? "" : checked(command, done);
    }

    /** The tables of everyone, without counters. */
    String everything() throws RouteException, InterruptedException {
        var command = List.of("nft", "-s", "list", "ruleset");
        return checked(command, commands.run(command, ""));
    }

    /** Loads a text: all of it or, if refused, nothing. */
    void load(String text) throws RouteException, InterruptedException {
        var command = List.of("nft", "-f", "-");
        checked(command, commands.run(command, text));
    }

    /**
     * What a file makes of an empty ruleset, read by nft itself in a network namespace that lives no longer. The
     * interactive mode runs one command after the other.
     */
    String tried(Path file) throws RouteException, InterruptedException {
        String path = file.toAbsolutePath().normalize().toString();
        OwnFile.text(file); // nft's own words about one that cannot be read lead nowhere
        if (path.matches("(?s).*[\"\\\\\\p{Cntrl}].*")) {
            throw new RouteException(Reason.FAILED, file + ": a name with quotes cannot be given to nft; rename it");
        }
        var command = List.of("unshare", "--map-root-user", "--net", "nft", "-s", "-i");
        Completed done = commands.run(command, "include \"" + path + "\"\nlist ruleset\nquit\n");
        if (done.exitCode() != 0 || !done.stderr().isBlank()) {
            throw Refusal.ofOwnFile(
                    file,
                    String.join(" ", command),
                    done.exitCode(),
                    done.stderr().strip());
        }
        return done.stdout();
    }

    private static String checked(List<String> command, Completed done) throws RouteException {
        if (done.exitCode() == 0) {
            return done.stdout();
        }
        String answer = (done.stderr() + done.stdout()).strip().replaceAll("\\s*\\n\\s*", "; ");
        throw Refusal.of(String.join(" ", command), done.exitCode(), answer);
    }
}
