// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.apply;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RoutePlan;

/** Stands in front of a backend and only says what it would do: the lines of its rendering that are new. */
public final class DryRunBackend implements RouteBackend {
    private final RouteBackend backend;
    private final Consumer<String> would;
    private Set<String> last = Set.of();

    /** A stand-in that hands each line to {@code would}, on the backend's thread. */
    public DryRunBackend(RouteBackend backend, Consumer<String> would) {
        this.backend = backend;
        this.would = would;
    }

    @Override
    public void apply(RoutePlan plan) {
        var lines = new LinkedHashSet<>(backend.render(plan).lines().toList());
        lines.stream()
                .filter(line -> !last.contains(line) && !line.isBlank() && !line.startsWith("#"))
                .forEach(would);
        last = lines;
    }

    @Override
    public String render(RoutePlan plan) {
        return backend.render(plan);
    }

    @Override
    public void remove() {
        would.accept("remove everything");
    }

    @Override
    public void close() {
        backend.close();
    }
}
