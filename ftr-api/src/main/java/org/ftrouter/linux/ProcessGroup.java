// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

/** Ends a program together with all it has started, which the JDK cannot: children of children escape it. */
public final class ProcessGroup {
    private static final int SIGKILL = 9;

    private ProcessGroup() {}

    /** Kills every process of the group, which bears the number of its first. One that has ended already is no error. */
    public static void kill(long leader) {
        if (leader <= 1 || leader > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("no process group " + leader);
        }
        LibC.kill((int) -leader, SIGKILL);
    }
}
