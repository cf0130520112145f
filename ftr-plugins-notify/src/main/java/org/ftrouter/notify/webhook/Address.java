// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.webhook;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ftrouter.api.Secret;
import org.ftrouter.api.Settings;
import org.ftrouter.notify.WebUrl;

/** Reads {@code url} or {@code url-file}. */
final class Address {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private final Settings settings;
    private final System.Logger logger;
    private List<Secret> secrets = List.of();

    Address(Settings settings, System.Logger logger) {
        this.settings = settings;
        this.logger = logger;
    }

    /** The receiver; {@code {last}} is the last part of the URL's path. */
    Receiver read(Preset preset, Map<String, JsonElement> values, String language, boolean token) {
        WebUrl read = WebUrl.read(settings, preset.url());
        secrets = read.secrets();
        URI url = read.uri();
        if (token && "http".equals(url.getScheme()) && !LOOPBACK.contains(url.getHost())) {
            logger.log(
                    System.Logger.Level.WARNING,
                    "{0}: the token for {1} travels unencrypted, because the url begins with http:",
                    settings.place("url"),
                    url.getHost());
        }
        String path = url.getPath();
        String last = path.substring(path.lastIndexOf('/') + 1);
        if (Template.names(String.valueOf(preset.body())).contains("last")) {
            if (last.isEmpty()) {
                settings.problem("url", "must end with a topic, as in https://ntfy.example.org/uplinks");
            }
            values.put("last", new JsonPrimitive(last));
        }
        return new Receiver(url, language, values);
    }

    /** What must not be shown of it. */
    List<Secret> secrets() {
        return secrets;
    }
}
