// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.journald;

import org.ftrouter.api.PluginContext;
import org.ftrouter.api.Settings;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifierFactory;

/**
 * Makes {@code { type = journald }}; further keys are {@code identifier} (ftr) and {@code socket}
 * (/run/systemd/journal/socket). The message is English; the catalogue in {@code systemd/catalog} of the distribution
 * explains it in the reader's language.
 */
public final class JournaldNotifierFactory implements NotifierFactory {

    @Override
    public String type() {
        return "journald";
    }

    @Override
    public Notifier create(Settings settings, PluginContext context) {
        String socket = settings.string("socket", "/run/systemd/journal/socket");
        if (!socket.matches("/.{1,105}")) {
            settings.problem(
                    "socket", "'" + socket + "' is not allowed: the absolute path of a socket, 106 bytes at most");
        }
        String identifier = settings.string("identifier", "ftr");
        if (!identifier.matches("[A-Za-z0-9_.-]{1,48}")) {
            settings.problem("identifier", "'" + identifier + "' is not allowed: 1 to 48 of A-Z a-z 0-9 _ . -");
        }
        return new JournaldNotifier(socket, identifier);
    }
}
