// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A control group (of version 1 or 2) that gives a process a share of one core and no more. */
final class CpuQuota implements AutoCloseable {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final int PERIOD = 100_000; // microseconds

    private final Path group;
    private final Path parent;

    private CpuQuota(Path parent, Path group) {
        this.parent = parent;
        this.group = group;
    }

    /** Puts a process with all its threads under a quota. */
    static CpuQuota of(long process, int percent) throws IOException {
        boolean unified = Files.exists(ROOT.resolve("cgroup.controllers"));
        Path parent = unified ? ROOT : ROOT.resolve("cpu");
        if (unified) {
            Files.writeString(ROOT.resolve("cgroup.subtree_control"), "+cpu");
        }
        Path group = Files.createDirectory(parent.resolve("ftr-test-" + process));
        var quota = new CpuQuota(parent, group);
        int share = PERIOD * percent / 100;
        if (unified) {
            Files.writeString(group.resolve("cpu.max"), share + " " + PERIOD);
        } else {
            Files.writeString(group.resolve("cpu.cfs_period_us"), Integer.toString(PERIOD));
            Files.writeString(group.resolve("cpu.cfs_quota_us"), Integer.toString(share));
        }
        Files.writeString(group.resolve("cgroup.procs"), Long.toString(process));
        return quota;
    }

    /** How often the kernel held the process back. */
    long throttled() throws IOException {
        return Files.readAllLines(group.resolve("cpu.stat")).stream()
                .filter(l -> l.startsWith("nr_throttled "))
                .mapToLong(l -> Long.parseLong(l.substring("nr_throttled ".length())))
                .findFirst()
                .orElseThrow();
    }

    /** Lets the processes go and removes the group. */
    @Override
    public void close() throws IOException {
        for (String process : Files.readAllLines(group.resolve("cgroup.procs"))) {
            Files.writeString(parent.resolve("cgroup.procs"), process);
        }
        Files.delete(group);
    }
}
