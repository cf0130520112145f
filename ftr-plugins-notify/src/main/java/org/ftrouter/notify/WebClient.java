// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.api.notify.Steps;

/**
 * Speaks HTTP for notifiers: one request over one connection, an end in time, and an error that names the host and never
 * the rest of the URL, which may hold a secret.
 *
 * <p>A redirect is followed if it keeps method, body, scheme, host and port (307, 308), three times at most; what is
 * meant for one host is never handed to another.
 */
public final class WebClient {
    private final Optional<SSLContext> trust;
    private final Censor censor;
    private final Names names;
    private final Duration limit;

    /** Requests end within the limit. Empty trust: the authorities of the system. */
    public WebClient(Optional<SSLContext> trust, Censor censor, Names names, Duration limit) {
        this.trust = trust;
        this.censor = censor;
        this.names = names;
        this.limit = limit;
    }

    /**
     * Sends the request and returns when the other side has taken it.
     *
     * @throws NotifyException if the answer is not 2xx, or there is none in time; one that says that this request is wrong
     *     and always will be (4xx, unless it speaks of time or of load) is permanent
     */
    public void send(WebRequest request) throws NotifyException, InterruptedException {
        send(request, Steps.NONE);
    }

    /** The same, and shows its steps. */
    public void send(WebRequest request, Steps steps) throws NotifyException, InterruptedException {
        var dialler = new Dialler(names);
        Attempt.run(new WebExchange(request, trust, dialler, censor, limit, steps), limit);
    }

    /** Host and port as written; the rest of a URL is nobody's business. */
    public static String host(URI uri) {
        return uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }
}
