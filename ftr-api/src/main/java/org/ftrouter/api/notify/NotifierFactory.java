// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.notify;

import org.ftrouter.api.PluginContext;
import org.ftrouter.api.Settings;

/**
 * Makes one kind of notifier. A {@link java.util.ServiceLoader} provider, loaded as a {@link
 * org.ftrouter.api.probe.ProbeFactory} is.
 */
public interface NotifierFactory {

    /**
     * The word after {@code type =} in {@code notify = [ ... ]}. Called, formed and refused as {@link
     * org.ftrouter.api.probe.ProbeFactory#type} is.
     */
    String type();

    /**
     * Makes a notifier. Called when a configuration is loaded or checked, or a test is sent, also without any privilege:
     * nothing is opened here. Thread, time and failures are those of {@link
     * org.ftrouter.api.probe.ProbeFactory#create}.
     */
    Notifier create(Settings settings, PluginContext context);
}
