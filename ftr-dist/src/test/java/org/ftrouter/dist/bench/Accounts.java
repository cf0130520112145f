// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * Counts the processor time of a program and all its children: by a control group of its own, or, on a machine without
 * version 2 of those, by what {@code /proc} says of the living ones and of the children they have waited for.
 */
final class Accounts {
    private static final long TICK_MICROS = 10_000; // USER_HZ is 100 on all of Debian's architectures
    private static final int FIRST_TIME = 11; // utime, stime, cutime, cstime behind the program's name

    private final Optional<Path> group;

    private Accounts(Optional<Path> group) {
        this.group = group;
    }

    /** Opens the accounts of a program that is yet to be started. */
    static Accounts open(String name) throws IOException {
        Optional<Path> root = Files.readAllLines(Path.of("/proc/self/mounts")).stream()
                .map(line -> line.split(" ", -1))
                .filter(words -> words[2].equals("cgroup2"))
                .map(words -> Path.of(words[1]))
                .findFirst();
        if (root.isEmpty()) {
            return new Accounts(Optional.empty());
        }
        try {
            return new Accounts(Optional.of(Files.createDirectory(root.get().resolve("ftr-bench-" + name))));
        } catch (java.nio.file.FileSystemException e) { // mounted read-only, as in a container
            return new Accounts(Optional.empty());
        }
    }

    /** The folder of the control group, or nothing: the first argument of {@code contained.sh}. */
    String folder() {
        return group.map(Path::toString).orElse("");
    }

    /** How the time is counted, for people. */
    String method() {
        return group.isPresent()
                ? "a control group (v2) of the program's own"
                : "/proc, living processes and waited-for children";
    }

    /** Processor time so far in microseconds, of these processes and their children. */
    long micros(List<ProcessHandle> processes) throws IOException {
        if (group.isPresent()) {
            return Files.readAllLines(group.get().resolve("cpu.stat")).stream()
                    .filter(line -> line.startsWith("usage_usec "))
                    .mapToLong(line -> Long.parseLong(line.substring("usage_usec ".length())))
                    .sum();
        }
        return sum(processes, Accounts::ticks) * TICK_MICROS;
    }

    private static long ticks(long pid) {
        String stat = read(Path.of("/proc/" + pid + "/stat"));
        String[] words = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        long ticks = 0;
        for (int i = FIRST_TIME; i < FIRST_TIME + 4 && i < words.length; i++) {
            ticks += Long.parseLong(words[i]);
        }
        return ticks;
    }

    /** Memory that these processes hold in common or alone, in KiB, each with what it shares. */
    static long residentKib(List<ProcessHandle> processes) {
        return sum(
                processes,
                pid -> read(Path.of("/proc/" + pid + "/status"))
                        .lines()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                        .sum());
    }

    private static long sum(List<ProcessHandle> processes, ToLongFunction<Long> figure) {
        return processes.stream().map(ProcessHandle::pid).mapToLong(figure).sum();
    }

    /** A file of {@code /proc}; empty if the process has ended. */
    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    /** Removes the control group, whose processes have ended or are about to. */
    void close() throws IOException, InterruptedException {
        for (int i = 0; group.isPresent() && i < 100; i++) {
            try {
                Files.delete(group.get());
                return;
            } catch (NoSuchFileException e) {
                return;
            } catch (java.nio.file.FileSystemException e) { // busy
                Thread.sleep(20);
            }
        }
    }
}
