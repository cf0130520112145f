// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.ftrouter.api.Family;
import org.ftrouter.api.Uplink;
import org.ftrouter.engine.config.Configuration;
import org.ftrouter.engine.config.PluginConfig;
import org.ftrouter.engine.config.UplinkConfig;

/** Sees that a route backend tells apart the uplinks that share an interface, if there are any. */
public final class OneWire {
    private static final int MOST_REALM = 0xffff;

    private OneWire() {}

    /** What is wrong is added to the problems of the configuration, at the backend to be replaced. */
    public static void check(Configuration configuration, PluginCatalog catalog) {
        if (configuration.routes().isEmpty()) {
            return;
        }
        Optional<PluginConfig> able = configuration.routes().stream()
                .filter(route -> catalog.tellsApart(route.type()))
                .findFirst();
        if (able.isPresent()) {
            checkRealms(configuration, able.get());
        } else {
            shared(configuration)
                    .ifPresent(uplinks -> refuse(configuration.routes().get(0), uplinks, able(catalog)));
        }
    }

    private static List<String> able(PluginCatalog catalog) {
        return catalog.types(PluginKind.ROUTE).stream()
                .filter(catalog::tellsApart)
                .toList();
    }

    private static void refuse(PluginConfig backend, List<Uplink> uplinks, List<String> able) {
        String names = uplinks.stream().map(u -> "'" + u.name() + "'").collect(Collectors.joining(" and "));
        String remedy = able.isEmpty()
                ? "give each an interface of its own"
                : "write type = " + String.join(" or ", able) + " in its place";
        backend.settings()
                .problem(
                        "type",
                        "is '" + backend.type() + "', which cannot tell " + names + " apart on their one interface "
                                + uplinks.get(0).device() + ": " + remedy);
    }

    /** The uplinks of the first interface that has several in one family. */
    private static Optional<List<Uplink>> shared(Configuration configuration) {
        Map<String, List<Uplink>> byDevice = configuration.uplinks().stream()
                .map(UplinkConfig::uplink)
                .filter(uplink -> uplink.families().contains(Family.IPV4))
                .collect(Collectors.groupingBy(Uplink::device, TreeMap::new, Collectors.toList()));
        return byDevice.values().stream().filter(uplinks -> uplinks.size() > 1).findFirst();
    }

    private static void checkRealms(Configuration configuration, PluginConfig backend) {
        for (UplinkConfig uplink : configuration.uplinks()) {
            int realm = configuration.layout().realm(uplink.uplink());
            if (realm < 1 || realm > MOST_REALM) {
                String given = Integer.toUnsignedString(realm);
                backend.settings()
                        .problem(
                                "type",
                                "would give uplink '" + uplink.uplink().name() + "' the realm " + given
                                        + ", allowed are 1 to " + MOST_REALM
                                        + ": lower 'routing.realm-base' or the uplink's 'mark'");
            }
        }
    }
}
