// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.heartbeat;

import java.time.Duration;
import java.util.Map;
import org.ftrouter.api.PluginContext;
import org.ftrouter.api.Settings;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifierFactory;
import org.ftrouter.notify.Censor;
import org.ftrouter.notify.Names;
import org.ftrouter.notify.Trust;
import org.ftrouter.notify.Via;
import org.ftrouter.notify.WebClient;
import org.ftrouter.notify.WebRequest;
import org.ftrouter.notify.WebUrl;

/**
 * Makes {@code { type = heartbeat, url-file = heartbeat-url }}: for Healthchecks, Uptime Kuma's push monitors, Gatus,
 * Dead Man's Snitch and the like.
 *
 * <ul>
 *   <li>{@code url} or {@code url-file}: what is called, http or https
 *   <li>{@code interval} (1m, 10s to 1d); {@code timeout} (10s, 1s to 60s)
 *   <li>{@code method} (get): get or post; {@code ca-file}
 *   <li>{@code via}, {@code resolver}: see {@link Via}
 * </ul>
 */
public final class HeartbeatNotifierFactory implements NotifierFactory {

    private enum Method {
        GET,
        POST
    }

    @Override
    public String type() {
        return "heartbeat";
    }

    @Override
    public Notifier create(Settings settings, PluginContext context) {
        WebUrl url = WebUrl.read(settings, "");
        Duration timeout =
                settings.duration("timeout", Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofSeconds(60));
        var request = new WebRequest(
                url.uri(), settings.choice("method", Method.class, Method.GET).name(), Map.of("User-Agent", "ftr"), "");
        return new HeartbeatNotifier(
                url.toString(),
                request,
                new WebClient(
                        Trust.read(settings),
                        new Censor(url.secrets()),
                        new Names(context::stateFolder, Via.read(settings), timeout),
                        timeout),
                settings.duration("interval", Duration.ofMinutes(1), Duration.ofSeconds(10), Duration.ofDays(1)),
                context);
    }
}
