// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.nio.file.Path;
import java.util.List;
import org.ftrouter.api.route.Downlinks;
import org.ftrouter.api.route.Layout;
import org.ftrouter.api.route.Pin;

/**
 * One complete, valid configuration. A new one replaces the old one whole or not at all.
 *
 * @param file where it was read from
 * @param mode whether the kernel is changed
 * @param uplinks in the order of the file
 * @param pins which connections take which uplinks, in the order of the file
 * @param downlinks interfaces towards our own networks
 * @param layout numbers under which everything stands in the kernel
 * @param allDown what becomes of the default route when no uplink is usable
 * @param routes backends, in the order they are applied
 * @param notifiers channels to people
 * @param notices what people are told
 * @param language of log and status texts
 * @param log where the daemon logs to
 * @param written all of it as it is written, to be compared
 */
public record Configuration(
        Path file,
        Mode mode,
        List<UplinkConfig> uplinks,
        List<Pin> pins,
        Downlinks downlinks,
        Layout layout,
        AllDown allDown,
        List<PluginConfig> routes,
        List<PluginConfig> notifiers,
        NoticesConfig notices,
        String language,
        LogConfig log,
        Written written) {

    /** Copies. */
    public Configuration {
        uplinks = List.copyOf(uplinks);
        pins = List.copyOf(pins);
        routes = List.copyOf(routes);
        notifiers = List.copyOf(notifiers);
    }
}
