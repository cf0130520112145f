// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import org.ftrouter.engine.config.Configuration;

/** Makes all that a configuration names, and throws it away, so that every problem a plugin sees is known. */
public final class Trial {
    private Trial() {}

    /** Problems are added to those of the configuration. Touches neither kernel nor network. */
    public static void of(Configuration configuration, PluginCatalog catalog) {
        configuration
                .uplinks()
                .forEach(uplink -> uplink.probe()
                        .targets()
                        .forEach(target -> catalog.probe(target).close()));
        configuration.routes().forEach(route -> catalog.route(route).close());
        configuration.notifiers().forEach(channel -> catalog.notifier(channel).close());
    }
}
