// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

import java.util.List;
import org.ftrouter.api.Family;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RouteException.Reason;
import org.ftrouter.route.Commands;
import org.ftrouter.route.Completed;

/** The programs {@code iptables-save} and {@code iptables-restore} of both families. */
final class Tools {
    private static final String LOCK_WAIT = "--wait=4"; // less than the deadline, so that its own message is heard

    private final Commands commands;
    private final Variant variant;

    Tools(Commands commands, Variant variant) {
        this.commands = commands;
        this.variant = variant;
    }

    /** Whether both families' tools are those on top of nf_tables; tools that are missing change nothing. */
    boolean useNftables() throws RouteException, InterruptedException {
        for (Family family : Family.values()) {
            try {
                Completed done = commands.run(List.of(variant.program(family, "save"), "--version"), "");
                if (!done.stdout().contains("nf_tables")) {
                    return false;
                }
            } catch (RouteException e) {
                if (e.reason() != Reason.UNSUPPORTED) {
                    throw e;
                }
            }
        }
        return true;
    }

    /** What a table holds now. */
    SavedTable save(Family family, String table) throws RouteException, InterruptedException {
        var command = List.of(variant.program(family, "save"), "-t", table);
        String text = checked(command, commands.run(command, ""));
        try {
            return SavedTable.parse(table, text);
        } catch (IllegalArgumentException e) {
            throw new RouteException(
                    Reason.FAILED, String.join(" ", command) + ": " + e.getMessage() + ". Try it by hand", e);
        }
    }

    /** Loads changes on top of what is there; all of them or, if refused, none. */
    void restore(Family family, String text) throws RouteException, InterruptedException {
        var command = List.of(variant.program(family, "restore"), "--noflush", LOCK_WAIT);
        checked(command, commands.run(command, text));
    }

    private static String checked(List<String> command, Completed done) throws RouteException {
        if (done.exitCode() == 0) {
            return done.stdout();
        }
        String answer = (done.stderr() + done.stdout()).strip().replaceAll("\\s*\\n\\s*", "; ");
        throw Refusal.of(String.join(" ", command), done.exitCode(), answer);
    }
}
