// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How far long work has come, on one line of a terminal that is overwritten again and again; nowhere else. */
final class Progress {
    private final Terminal terminal;
    private final boolean interactive = isTerminal();
    private int last = -1;

    Progress(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Whether standard error is one: what it leads to says so. */
    private static boolean isTerminal() {
        try {
            String device = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
        } catch (IOException e) {
            return false;
        }
    }

    /** A share of the work is done, 0 to 1. */
    synchronized void show(double share) {
        int percent = (int) (100 * share);
        if (interactive && percent != last) {
            last = percent;
            terminal.err().print("\r" + terminal.texts().get("progress", "percent", percent));
            terminal.err().flush();
        }
    }

    /** Leaves nothing behind. */
    void clear() {
        if (interactive && last >= 0) {
            int length = terminal.texts().get("progress", "percent", last).length();
            terminal.err().print("\r" + " ".repeat(length) + "\r");
        }
    }
}
