// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.apply;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RoutePlan;

/**
 * Stands in front of a backend and only says what it would do: the lines of its rendering that are new. What it would
 * begin with may be left out, for it is long and {@code ftr generate} shows it.
 */
public final class DryRunBackend implements RouteBackend {
    private final RouteBackend backend;
    private final Consumer<String> would;
    private Set<String> last = Set.of();
    private boolean silent;

    /**
     * A stand-in that hands each line to {@code would}, on the backend's thread.
     *
     * @param changesOnly whether to leave out what it would begin with
     */
    public DryRunBackend(RouteBackend backend, boolean changesOnly, Consumer<String> would) {
        this.backend = backend;
        this.silent = changesOnly;
        this.would = would;
    }

    @Override
    public void apply(RoutePlan plan) {
        var lines = new LinkedHashSet<>(backend.render(plan).lines().toList());
        if (!silent) {
            lines.stream()
                    .filter(line -> !last.contains(line) && !line.isBlank() && !line.startsWith("#"))
                    .forEach(would);
        }
        silent = false;
        last = lines;
    }

    @Override
    public String render(RoutePlan plan) {
        return backend.render(plan);
    }

    @Override
    public void remove() {
        would.accept("ftr cleanup");
    }

    @Override
    public void close() {
        backend.close();
    }
}
