// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.util.List;

/**
 * The uses of plugins in a configuration that is wrong elsewhere, so that what is wrong with them is known, too. Those
 * whose type is wrong are left out.
 */
public record Draft(List<PluginConfig> targets, List<PluginConfig> routes, List<PluginConfig> notifiers) {

    /** Copies. */
    public Draft {
        targets = List.copyOf(targets);
        routes = typed(routes);
        notifiers = typed(notifiers);
    }

    private static List<PluginConfig> typed(List<PluginConfig> uses) {
        return uses.stream().filter(use -> !use.type().isEmpty()).toList();
    }
}
