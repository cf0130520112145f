// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import java.util.List;
import java.util.function.Function;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.engine.config.Configuration;
import org.ftrouter.engine.config.Draft;
import org.ftrouter.engine.config.Loaded;
import org.ftrouter.engine.config.UplinkConfig;

/** Makes all that a configuration names, and throws it away, so that every problem a plugin sees is known. */
public final class Trial {
    private Trial() {}

    /** Problems are added to those of the configuration. Touches neither kernel nor network. */
    public static void of(Configuration configuration, PluginCatalog catalog) {
        OneWire.check(configuration, catalog);
        configuration.uplinks().forEach(uplink -> of(uplink, catalog));
        configuration.routes().forEach(route -> catalog.route(route).close());
        configuration.notifiers().forEach(channel -> catalog.notifier(channel).close());
    }

    /** The same; of a configuration that is wrong itself, each use of a plugin is looked at on its own. */
    public static void of(Loaded loaded, PluginCatalog catalog) {
        loaded.configuration().ifPresent(configuration -> of(configuration, catalog));
        loaded.draft().ifPresent(draft -> of(draft, catalog));
    }

    private static void of(Draft draft, PluginCatalog catalog) {
        draft.targets().forEach(target -> catalog.probe(target).close());
        draft.routes().forEach(route -> catalog.route(route).close());
        draft.notifiers().forEach(channel -> catalog.notifier(channel).close());
    }

    private static void of(UplinkConfig uplink, PluginCatalog catalog) {
        List<Probe> probes =
                uplink.probe().targets().stream().map(catalog::probe).toList();
        uplink.uplink().families().stream()
                .sorted()
                .forEach(family -> Electorate.of(uplink, family, probes, Function.identity()));
        probes.forEach(Probe::close);
    }
}
