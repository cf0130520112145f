// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.route;

import org.ftrouter.api.PluginContext;
import org.ftrouter.api.Settings;

/** Makes one kind of route backend. A {@link java.util.ServiceLoader} provider. */
public interface RouteBackendFactory {

    /** The word after {@code type =} in {@code route = [ ... ]}. Lower case letters and digits. */
    String type();

    /**
     * Whether its routes tell apart uplinks that share an interface. A configuration with such uplinks is refused unless
     * one of its backends does.
     */
    default boolean tellsApart() {
        return false;
    }

    /**
     * Makes a backend. Called by the engine thread when a configuration is loaded or checked, also without any
     * privilege and on machines that have no such kernel: nothing is opened or changed here.
     */
    RouteBackend create(Settings settings, PluginContext context);
}
