// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.webhook;

import com.google.gson.JsonElement;
import java.net.URI;
import java.util.Map;
import org.ftrouter.notify.WebClient;

/** Who is told. Not a record: the URL and the values may hold secrets. */
final class Receiver {
    private final URI url;
    private final String language;
    private final Map<String, JsonElement> values;

    /** The values are those of the settings: token, chat, room, what stands in {@code values}. */
    Receiver(URI url, String language, Map<String, JsonElement> values) {
        this.url = url;
        this.language = language;
        this.values = Map.copyOf(values);
    }

    String language() {
        return language;
    }

    Map<String, JsonElement> values() {
        return values;
    }

    /** The URL with a path behind its own or in its folder, and behind that what the URL itself asks for. */
    URI with(String path) {
        if (path.isEmpty()) {
            return url;
        }
        String query = url.getRawQuery();
        String whole = url.toString();
        boolean inside = path.startsWith("/") || path.startsWith("./");
        String base = query == null || !inside ? whole : whole.substring(0, whole.indexOf('?'));
        String joined = path.startsWith("./")
                ? URI.create(base).resolve(path).toString()
                : (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path;
        return URI.create(query == null || !inside ? joined : joined + (joined.contains("?") ? "&" : "?") + query);
    }

    @Override
    public String toString() {
        return WebClient.host(url);
    }
}
