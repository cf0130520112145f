// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.syslog;

import java.time.Duration;
import org.ftrouter.api.PluginContext;
import org.ftrouter.api.Settings;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifierFactory;
import org.ftrouter.notify.Names;
import org.ftrouter.notify.Trust;
import org.ftrouter.notify.Via;

/**
 * Makes {@code { type = syslog, to = local, facility = daemon, app-name = ftr, format = rfc5424, language = en }}. Instead of
 * {@code local}: the path of a socket, {@code udp://HOST[:514]}, {@code tcp://HOST[:601]} or {@code tls://HOST[:6514]}, the
 * latter with a {@code ca-file} if the system does not trust the daemon's authority.
 */
public final class SyslogNotifierFactory implements NotifierFactory {

    @Override
    public String type() {
        return "syslog";
    }

    @Override
    public Notifier create(Settings settings, PluginContext context) {
        String to = settings.string("to", "local");
        Destination destination = Destination.parse(to).orElseGet(() -> {
            settings.problem(
                    "to",
                    "'" + to
                            + "' is not allowed: local, the absolute path of a socket, udp://HOST:PORT, tcp://HOST:PORT or"
                            + " tls://HOST:PORT (an IPv6 address in [ ])");
            return Destination.LOCAL;
        });
        String application = settings.string("app-name", "ftr");
        if (!application.matches("[A-Za-z0-9_./-]{1,48}")) {
            settings.problem("app-name", "'" + application + "' is not allowed: 1 to 48 of A-Z a-z 0-9 _ . / -");
        }
        var message = new Message(
                settings.choice("facility", Facility.class, Facility.DAEMON),
                application,
                ProcessHandle.current().pid(),
                settings.string("language", "en"));
        Duration timeout =
                settings.duration("timeout", Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofSeconds(80));
        return new SyslogNotifier(
                destination,
                settings.choice("format", Format.class, destination.usualFormat()),
                message,
                names(settings, destination, context, timeout),
                timeout,
                Trust.read(settings));
    }

    private static Names names(Settings settings, Destination destination, PluginContext context, Duration timeout) {
        if (destination.isLocal() && settings.has("via")) {
            settings.problem("via", "is of no use for a socket of this machine: remove it, or name a server in 'to'");
        }
        return new Names(context::stateFolder, Via.read(settings), timeout);
    }
}
