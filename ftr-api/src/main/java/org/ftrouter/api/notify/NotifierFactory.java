// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.notify;

import org.ftrouter.api.PluginContext;
import org.ftrouter.api.Settings;

/** Makes one kind of notifier. A {@link java.util.ServiceLoader} provider. */
public interface NotifierFactory {

    /** The word after {@code type =} in {@code notify = [ ... ]}. Lower case letters and digits. */
    String type();

    /** Makes a notifier. Called by the engine thread when a configuration is loaded or checked; nothing is opened here. */
    Notifier create(Settings settings, PluginContext context);
}
