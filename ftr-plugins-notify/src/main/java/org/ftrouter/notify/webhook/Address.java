// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.webhook;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ftrouter.api.Secret;
import org.ftrouter.api.Settings;

/** Reads {@code url} or {@code url-file}. */
final class Address {
    private static final URI STAND_IN = URI.create("http://localhost/");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private final Settings settings;
    private final System.Logger logger;
    private final boolean secret;

    Address(Settings settings, System.Logger logger) {
        this.settings = settings;
        this.logger = logger;
        this.secret = settings.has("url-file");
    }

    /** The receiver; {@code {last}} is the last part of the URL's path. */
    Receiver read(Preset preset, Map<String, JsonElement> values, String language, boolean token) {
        URI url = url(preset);
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

    private URI url(Preset preset) {
        String text = text(preset);
        if (text.isEmpty()) {
            return STAND_IN;
        }
        return parsed(text).orElseGet(() -> {
            String shown = secret ? "its content" : "'" + text + "'";
            settings.problem(
                    secret ? "url-file" : "url",
                    shown + " is not allowed: http://HOST[:PORT][/PATH] or https://HOST[:PORT][/PATH], without name and"
                            + " password");
            return STAND_IN;
        });
    }

    private String text(Preset preset) {
        if (secret) {
            return settings.secret("url").map(Secret::reveal).orElse("");
        }
        return preset.url().isEmpty() ? settings.string("url") : settings.string("url", preset.url());
    }

    private static Optional<URI> parsed(String text) {
        try {
            URI url = new URI(text);
            boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            boolean whole = url.getHost() != null && url.getRawUserInfo() == null && url.getRawFragment() == null;
            return web && whole && url.getPort() != 0 && url.getPort() <= 65535 ? Optional.of(url) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** What must not be shown of it. */
    List<Secret> secrets() {
        if (!secret) {
            return List.of();
        }
        String text = settings.secret("url").map(Secret::reveal).orElse("");
        return parsed(text)
                .map(url ->
                        List.of(new Secret(text), new Secret(url.getRawPath().replaceFirst("^/", ""))))
                .orElse(List.of(new Secret(text)));
    }
}
