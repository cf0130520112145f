// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Gives a user who is not root a lab all the same: runs this program once more as root of a user namespace, with mounts,
 * networks and processes of its own, where the machine allows that. When its first process ends, all in it ends.
 */
final class Rootless {
    private static final String INSIDE = "FTR_LAB_ROOTLESS";
    private static final List<String> UNSHARE = List.of("unshare", "-Urnmpf", "--mount-proc", "--kill-child");
    private static final long LIMIT_SECONDS = 30;

    private Rootless() {}

    /** Whether this process has no rights to build a lab itself. */
    static boolean isNeeded() throws LabException {
        try {
            return !Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException e) {
            throw new LabException("cannot tell who we are from /proc/self: " + e.getMessage(), e);
        }
    }

    /** Whether this is the process that {@link #run} has started. */
    static boolean isInside() {
        return System.getenv(INSIDE) != null;
    }

    /** Inside: makes room for {@code ip netns} and the lab's files, seen by nobody else. */
    static void prepare() throws LabException, InterruptedException {
        Commands.must(List.of("mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", "/run"), "");
    }

    /** Runs {@code ftr lab} with these arguments inside, in this language, and returns its exit code. */
    static int run(String language, List<String> arguments) throws LabException, InterruptedException {
        var trial = new ArrayList<>(UNSHARE);
        trial.add("true");
        Completed allowed = Commands.run(trial, "");
        if (!allowed.succeeded()) {
            throw new LabException("the lab needs root, or a machine that allows unprivileged user namespaces ("
                    + allowed.output().strip() + "). Try: sudo ftr lab " + String.join(" ", arguments));
        }
        var command = new ArrayList<>(UNSHARE);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                LabMain.class.getName(),
                language));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put(INSIDE, "1");
        try {
            Process inside = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(inside), "end of the lab"));
            return inside.waitFor();
        } catch (IOException e) {
            throw new LabException("cannot run unshare: " + e.getMessage() + ". It is part of util-linux.", e);
        }
    }

    /** Asks the lab inside to remove itself, so that nothing outlives us. */
    private static void end(Process inside) {
        inside.descendants().forEach(ProcessHandle::destroy);
        try {
            if (!inside.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                inside.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
