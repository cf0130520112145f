// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify;

import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.ftrouter.api.notify.NotifyException;
import org.jspecify.annotations.Nullable;

/**
 * Speaks HTTP for notifiers: one request, an end in time, and an error that names the host and never the rest of the URL,
 * which may hold a secret. The client of the JDK is made at the first request: encryption costs 15 to 18 MB of memory
 * the first time a process speaks it.
 *
 * <p>A redirect is followed if it keeps method, body, scheme, host and port (307, 308), three times at most; what is
 * meant for one host is never handed to another.
 */
public final class WebClient implements AutoCloseable {
    private static final int MOST_REDIRECTS = 3;
    private final Optional<SSLContext> trust;
    private final Censor censor;
    private final Duration limit;
    private @Nullable HttpClient client;

    /** Requests end within the limit. Empty trust: the authorities of the system. */
    public WebClient(Optional<SSLContext> trust, Censor censor, Duration limit) {
        this.trust = trust;
        this.censor = censor;
        this.limit = limit;
    }

    /**
     * Sends the request and returns when the other side has taken it.
     *
     * @throws NotifyException if the answer is not 2xx, or there is none in time
     */
    public void send(HttpRequest request) throws NotifyException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        HttpRequest next = request;
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            Optional<HttpResponse<String>> refusal = exchange(next, Duration.ofNanos(end - System.nanoTime()));
            if (refusal.isEmpty()) {
                return;
            }
            if (refusal.get().statusCode() / 100 != 3) {
                throw refused(refusal.get());
            }
            next = redirected(next, refusal.get());
        }
        throw new NotifyException(host(request.uri()) + " redirects in a loop");
    }

    /** Empty: it was taken. So it was when the status said so, whatever becomes of the rest of the answer. */
    private Optional<HttpResponse<String>> exchange(HttpRequest request, Duration left)
            throws NotifyException, InterruptedException {
        var status = new AtomicInteger();
        CompletableFuture<HttpResponse<String>> exchange = client().sendAsync(request, info -> {
            status.set(info.statusCode());
            return new ShortText();
        });
        String failed;
        try {
            HttpResponse<String> response = exchange.get(Math.max(1, left.toMillis()), TimeUnit.MILLISECONDS);
            return response.statusCode() / 100 == 2 ? Optional.empty() : Optional.of(response);
        } catch (ExecutionException e) {
            failed = " cannot be reached: " + reason(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            failed = " did not answer completely within " + limit.toMillis() / 1000.0 + " s";
        } finally {
            exchange.cancel(true); // closes the connection if the exchange is still under way
        }
        if (status.get() / 100 == 2) {
            return Optional.empty();
        }
        throw new NotifyException(host(request.uri()) + failed);
    }

    /** The JDK tries a failed connection a second time and then only knows that the first is closed. */
    private String reason(Throwable failure) {
        return failure instanceof ConnectException && failure.getMessage() == null
                ? "the connection was refused, or there is no route"
                : censor.reason(failure);
    }

    private NotifyException refused(HttpResponse<String> response) {
        String said = censor.line(response.body());
        String text = host(response.uri()) + " answered " + response.statusCode() + (said.isEmpty() ? "" : ": " + said);
        return response.headers()
                .firstValue("Retry-After")
                .flatMap(value -> retryAfter(value, Instant.now()))
                .map(wait -> new NotifyException(text, wait))
                .orElseGet(() -> new NotifyException(text));
    }

    /** Seconds, or a date (RFC 9110, 10.2.3); anything else says nothing. */
    static Optional<Duration> retryAfter(String value, Instant now) {
        if (value.matches("[0-9]{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
        }
        try {
            Instant then = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Optional.of(Duration.between(now, then)).filter(d -> !d.isNegative());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private HttpRequest redirected(HttpRequest request, HttpResponse<String> response) throws NotifyException {
        URI from = request.uri();
        int status = response.statusCode();
        Optional<URI> to =
                target(from, response.headers().firstValue("Location").orElse(""));
        if ((status != 307 && status != 308) || to.isEmpty() || !origin(from).equals(origin(to.get()))) {
            String where = to.map(WebClient::host).orElse("nowhere");
            throw new NotifyException(host(from) + " answered " + status + ", a redirect to " + censor.line(where)
                    + ", which is not followed: correct the url");
        }
        return HttpRequest.newBuilder(request, (name, value) -> true)
                .uri(to.get())
                .build();
    }

    private static Optional<URI> target(URI from, String location) {
        try {
            return location.isEmpty()
                    ? Optional.empty()
                    : Optional.of(from.resolve(location)).filter(to -> to.getHost() != null);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String origin(URI uri) {
        return uri.getScheme() + "://" + host(uri);
    }

    /** Host and port as written; the rest of a URL is nobody's business. */
    public static String host(URI uri) {
        return uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }

    private synchronized HttpClient client() {
        if (client == null) {
            HttpClient.Builder builder = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(limit);
            trust.ifPresent(builder::sslContext);
            client = builder.build();
        }
        return client;
    }

    /** Its threads end when nothing refers to it any more. */
    @Override
    public synchronized void close() {
        client = null;
    }
}
