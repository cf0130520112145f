// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Threads as the kernel counts them. */
public final class LinuxThread {
    private static final Path SELF = Path.of("/proc/thread-self"); // leads to PID/task/TID
    private static final int PRIO_PROCESS = 0; // for Linux, a thread
    private static final int LOWEST = 19;
    private static final int LEVELS = 5; // with each a busy thread gets some 20 % less of a processor

    private LinuxThread() {}

    /** The number of the thread that asks; 0 if {@code /proc} does not tell. */
    public static int current() {
        try {
            return Integer.parseInt(Files.readSymbolicLink(SELF).getFileName().toString());
        } catch (IOException e) {
            return 0;
        }
    }

    /**
     * Has a thread of this process yield to others, by some levels of niceness. Not by all there are: at each garbage
     * collection the whole program waits until each of its busy threads has run for a moment, and at the lowest level,
     * beside other busy programs, that takes seconds. Needs no right, and cannot be taken back without one.
     */
    public static void lower(int thread) throws LinuxException {
        int nice = LibC.getpriority(PRIO_PROCESS, thread); // -1 is a level, too; a thread that has ended fails below
        if (LibC.setpriority(PRIO_PROCESS, thread, Math.min(nice + LEVELS, LOWEST)) < 0) {
            throw LinuxException.last("setpriority", "of thread " + thread);
        }
    }
}
