// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.route;

import org.ftrouter.api.PluginContext;
import org.ftrouter.api.Settings;

/**
 * Makes one kind of route backend. A {@link java.util.ServiceLoader} provider, loaded as a {@link
 * org.ftrouter.api.probe.ProbeFactory} is.
 */
public interface RouteBackendFactory {

    /**
     * The word after {@code type =} in {@code route = [ ... ]}. Called, formed and refused as {@link
     * org.ftrouter.api.probe.ProbeFactory#type} is.
     */
    String type();

    /**
     * Whether its routes tell apart uplinks that share an interface. A configuration with such uplinks is refused unless
     * one of its backends does. Called when a configuration is loaded or checked, on the thread and within the time of
     * {@link #create}. An exception, or taking longer, is a no and counts against the plugin.
     */
    default boolean tellsApart() {
        return false;
    }

    /**
     * Makes a backend. Called when a configuration is loaded or checked, or something is printed, also without any
     * privilege and on machines that have no such kernel: nothing is opened or changed here. Thread, time and failures are
     * those of {@link org.ftrouter.api.probe.ProbeFactory#create}.
     */
    RouteBackend create(Settings settings, PluginContext context);
}
