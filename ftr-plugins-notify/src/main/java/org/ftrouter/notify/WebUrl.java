// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ftrouter.api.Secret;
import org.ftrouter.api.Settings;

/** A URL from {@code url}, or from {@code url-file} if it is itself a secret. */
public final class WebUrl {
    private static final URI STAND_IN = URI.create("http://localhost/");
    /** Shorter parts of a URL are no tokens. */
    private static final int SHORTEST = 8;

    private final URI uri;
    private final List<Secret> secrets;

    private WebUrl(URI uri, List<Secret> secrets) {
        this.uri = uri;
        this.secrets = secrets;
    }

    /** Reads it; the fallback, unless it is {@code ""}, is for settings without one. */
    public static WebUrl read(Settings settings, String fallback) {
        boolean secret = settings.has("url-file");
        String text = secret
                ? settings.secret("url").map(Secret::reveal).orElse("")
                : fallback.isEmpty() ? settings.string("url") : settings.string("url", fallback);
        Optional<URI> uri = parsed(text);
        if (uri.isEmpty() && !text.isEmpty()) {
            settings.problem(
                    secret ? "url-file" : "url",
                    (secret ? "its content" : "'" + text + "'")
                            + " is not allowed: http://HOST[:PORT][/PATH] or https://HOST[:PORT][/PATH], without name and"
                            + " password");
        }
        return new WebUrl(uri.orElse(STAND_IN), hidden(text, uri, secret ? 1 : SHORTEST));
    }

    /** What follows the host may hold a token, wherever it is written, also as it is sent; short words of it are likely to be just words. */
    private static List<Secret> hidden(String text, Optional<URI> uri, int shortest) {
        var hidden = new ArrayList<>(List.of(text));
        uri.stream().flatMap(u -> Stream.of(u, URI.create(u.toASCIIString()))).forEach(u -> {
            String path = u.getRawPath().replaceFirst("^/", "");
            String query = u.getRawQuery() == null ? "" : u.getRawQuery();
            hidden.add(path);
            hidden.add(query);
            hidden.addAll(Stream.of((path + "/" + query).split("[/&=]"))
                    .filter(part -> part.length() >= SHORTEST)
                    .toList());
        });
        return hidden.stream()
                .filter(part -> part.length() >= shortest)
                .map(Secret::new)
                .toList();
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

    public URI uri() {
        return uri;
    }

    /** What must not be shown of it. */
    public List<Secret> secrets() {
        return secrets;
    }

    /** Host and port, which may be shown. */
    @Override
    public String toString() {
        return WebClient.host(uri);
    }
}
