// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One HTTP request. Not shown whole: URL and headers may hold secrets.
 *
 * @param uri where to; http or https; made ASCII, what is none being percent-encoded (RFC 3987, 3.1)
 * @param method GET, POST ...
 * @param headers those that are ours, in ASCII on one line each
 * @param body text, {@code ""}: none
 */
public record WebRequest(URI uri, String method, Map<String, String> headers, String body) {

    /** Copies. */
    public WebRequest {
        uri = URI.create(uri.toASCIIString());
        headers = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /** The same to another place. */
    WebRequest to(URI other) {
        return new WebRequest(other, method, headers, body);
    }

    @Override
    public String toString() {
        return method + " " + WebClient.host(uri);
    }
}
