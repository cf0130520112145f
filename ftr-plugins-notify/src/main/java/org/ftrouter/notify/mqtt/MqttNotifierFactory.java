// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.mqtt;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.ftrouter.api.PluginContext;
import org.ftrouter.api.Secret;
import org.ftrouter.api.Settings;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifierFactory;
import org.ftrouter.notify.Names;
import org.ftrouter.notify.Trust;
import org.ftrouter.notify.Via;

/**
 * Makes {@code { type = mqtt, broker = "tcp://ha.example.org:1883", user = router, password-file = mqtt }}.
 *
 * <ul>
 *   <li>{@code broker}: {@code tcp://HOST[:1883]} or {@code ssl://HOST[:8883]}; {@code ca-file}
 *   <li>{@code user}, {@code password-file}
 *   <li>{@code topic} (ftr): messages are below {@code TOPIC/HOST/}
 *   <li>{@code discovery} (homeassistant): the prefix under which Home Assistant looks; {@code ""} for none
 *   <li>{@code uplinks}: names of uplinks to announce at the start, before anything happens to them
 *   <li>{@code client-id} (ftr-HOST, or ftr-HOST-NAME if the channel has a {@code name}), {@code timeout} (20s, 1s to 60s), {@code language} (en)
 *   <li>{@code via}, {@code resolver}: see {@link Via}
 * </ul>
 */
public final class MqttNotifierFactory implements NotifierFactory {

    @Override
    public String type() {
        return "mqtt";
    }

    @Override
    public Notifier create(Settings settings, PluginContext context) {
        var topics = new Topics(
                topic(settings, "topic", "ftr"), topic(settings, "discovery", "homeassistant"), context.hostName());
        Optional<Secret> password = settings.secret("password");
        String user = settings.string("user", "");
        if (password.isPresent() && user.isEmpty()) {
            settings.problem("user", "is missing: there is a password, but no name to log in with");
        }
        Optional<SSLContext> trust = Trust.read(settings);
        Duration timeout =
                settings.duration("timeout", Duration.ofSeconds(20), Duration.ofSeconds(1), Duration.ofSeconds(60));
        var broker = new Broker(
                broker(settings),
                settings.string("client-id", clientId(settings, context.hostName())),
                user,
                password,
                trust,
                new Names(context::stateFolder, Via.read(settings), timeout),
                timeout);
        return new MqttNotifier(
                broker, topics, settings.strings("uplinks"), settings.string("language", "en"), context.logger());
    }

    /** A broker ends a connection when another comes with its id, so channels must not share one. */
    private static String clientId(Settings settings, String host) {
        String name = settings.string("name", "");
        return "ftr-" + host + (name.isEmpty() ? "" : "-" + name);
    }

    private static URI broker(Settings settings) {
        String text = settings.string("broker");
        try {
            URI uri = new URI(text);
            boolean tls = "ssl".equals(uri.getScheme());
            boolean plain = uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawPath().isEmpty()
                    && uri.getRawQuery() == null;
            if ((tls || "tcp".equals(uri.getScheme())) && plain && uri.getPort() != 0 && uri.getPort() <= 65535) {
                int port = uri.getPort() > 0 ? uri.getPort() : tls ? 8883 : 1883;
                return URI.create(uri.getScheme() + "://" + uri.getHost() + ":" + port);
            }
        } catch (URISyntaxException e) {
            text = text.strip(); // told below
        }
        if (!text.isEmpty()) {
            settings.problem("broker", "'" + text + "' is not allowed: tcp://HOST[:PORT] or ssl://HOST[:PORT]");
        }
        return URI.create("tcp://localhost:1883");
    }

    private static String topic(Settings settings, String key, String fallback) {
        String topic = settings.string(key, fallback);
        if (!topic.matches("(?:[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)*)?")) {
            settings.problem(key, "'" + topic + "' is not allowed: A-Z a-z 0-9 _ . -, in levels separated by /");
            return fallback;
        }
        return topic;
    }
}
