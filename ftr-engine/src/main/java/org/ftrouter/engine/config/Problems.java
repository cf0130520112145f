// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects everything wrong with one configuration, so that it can be shown together. The same problem met twice counts
 * once. Safe for all threads: a plugin that was given up may still report.
 */
public final class Problems {
    private final List<Path> files = new ArrayList<>();
    private final Set<Problem> found = new LinkedHashSet<>();
    private List<Problem> causes = List.of();

    /** Notes a file; problems are listed in the order in which their files were read. */
    synchronized void read(Path file) {
        files.add(file);
    }

    /** Adds a problem. */
    public synchronized void add(Problem problem) {
        if (causes.stream().noneMatch(cause -> isSame(cause, problem))) {
            found.add(problem);
        }
    }

    /** From now on, what is found at a place that is wrong already is not added: it would be a consequence. */
    synchronized void keepOut() {
        causes = found.stream()
                .filter(p -> p.severity() == Problem.Severity.ERROR)
                .toList();
    }

    private static boolean isSame(Problem cause, Problem later) {
        return cause.file().equals(later.file())
                && cause.line() == later.line()
                && (cause.key().isEmpty() || (cause.key().equals(later.key()) && cause.column() == later.column()));
    }

    /** All of them, by file and line. */
    public synchronized List<Problem> list() {
        return found.stream()
                .sorted(Comparator.comparingInt((Problem p) -> order(p.file()))
                        .thenComparingInt(Problem::line)
                        .thenComparingInt(Problem::column))
                .toList();
    }

    /** Whether the configuration must not be used. */
    public synchronized boolean hasErrors() {
        return found.stream().anyMatch(p -> p.severity() == Problem.Severity.ERROR);
    }

    private int order(Path file) {
        int position = files.indexOf(file);
        return position < 0 ? Integer.MAX_VALUE : position;
    }
}
