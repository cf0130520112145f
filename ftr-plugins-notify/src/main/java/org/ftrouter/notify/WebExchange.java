// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.api.notify.Steps;

/** One request, its redirects included. The only class that sees httpcore5. */
final class WebExchange implements Attempt.Work {
    private static final int MOST_REDIRECTS = 3;
    private static final int MOST_LINE = 8192;
    private static final int MOST_HEADERS = 100;
    private static final int MOST_TEXT = 8 * 1024;
    private static final int MOST_PRELUDES = 5;
    /** Timeout, misdirected (try another connection), too early, too many requests: these pass. */
    private static final Set<Integer> PASSING = Set.of(408, 421, 425, 429);

    private final WebRequest request;
    private final Optional<SSLContext> trust;
    private final Dialler dialler;
    private final Censor censor;
    private final Duration limit;
    private final Steps steps;

    WebExchange(
            WebRequest request,
            Optional<SSLContext> trust,
            Dialler dialler,
            Censor censor,
            Duration limit,
            Steps steps) {
        this.request = request;
        this.trust = trust;
        this.dialler = dialler;
        this.censor = censor;
        this.limit = limit;
        this.steps = steps;
    }

    /** What the other side said. */
    private record Answer(int status, Optional<String> location, Optional<String> retryAfter, String text) {}

    @Override
    public void deliver() throws NotifyException {
        WebRequest next = request;
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            Answer answer = exchange(next);
            if (answer.status() / 100 == 2) {
                steps.passed(Integer.toString(answer.status()));
                return;
            }
            if (answer.status() / 100 != 3) {
                throw refused(next, answer);
            }
            next = redirected(next, answer);
        }
        throw new NotifyException(WebClient.host(request.uri()) + " redirects in a loop");
    }

    private Answer exchange(WebRequest asked) throws NotifyException {
        URI uri = asked.uri();
        boolean secure = "https".equals(uri.getScheme());
        String host = uri.getHost().replaceAll("[\\[\\]]", "");
        int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
        try {
            Socket connected = dialler.connect(host, port, limit, steps);
            Socket over = secure ? encrypted(connected, host, port) : connected;
            steps.begin("send", asked.toString());
            return answer(asked, over);
        } catch (IOException e) {
            throw new NotifyException(WebClient.host(uri) + " cannot be reached: " + censor.reason(e));
        } finally {
            dialler.close();
        }
    }

    private SSLSocket encrypted(Socket connected, String host, int port) throws IOException {
        steps.begin("tls", "");
        SSLSocket socket = CheckedTls.trusting(trust, host).createSocket(connected, host, port, true);
        socket.startHandshake();
        steps.passed(CheckedTls.shown(socket.getSession()));
        return socket;
    }

    private static Answer answer(WebRequest asked, Socket over) throws IOException {
        var connection = new DefaultBHttpClientConnection(Http1Config.custom()
                .setMaxLineLength(MOST_LINE)
                .setMaxHeaderCount(MOST_HEADERS)
                .build());
        connection.bind(over);
        try {
            BasicClassicHttpRequest written = written(asked);
            connection.sendRequestHeader(written);
            if (written.getEntity() != null) {
                connection.sendRequestEntity(written);
            }
            connection.flush();
            ClassicHttpResponse response = response(connection);
            boolean taken = response.getCode() / 100 == 2; // then it is, whatever becomes of the rest of the answer
            return new Answer(
                    response.getCode(),
                    value(response, "Location"),
                    value(response, "Retry-After"),
                    taken ? "" : text(connection, response));
        } catch (HttpException e) {
            throw new IOException("what came is not HTTP: " + e.getMessage());
        }
    }

    private static BasicClassicHttpRequest written(WebRequest asked) {
        URI uri = asked.uri();
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        var written = new BasicClassicHttpRequest(
                asked.method(), uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery());
        written.addHeader("Host", WebClient.host(uri));
        asked.headers().forEach(written::addHeader);
        written.addHeader("Connection", "close");
        byte[] body = asked.body().getBytes(StandardCharsets.UTF_8);
        if (body.length > 0) {
            written.setEntity(new ByteArrayEntity(body, null));
        }
        if (body.length > 0 || !asked.method().equals("GET")) {
            written.addHeader("Content-Length", Integer.toString(body.length));
        }
        return written;
    }

    private static ClassicHttpResponse response(DefaultBHttpClientConnection connection)
            throws HttpException, IOException {
        for (int i = 0; i <= MOST_PRELUDES; i++) {
            ClassicHttpResponse response = connection.receiveResponseHeader();
            if (response.getCode() >= 200) {
                return response;
            }
        }
        throw new HttpException("one response after the other that announces another");
    }

    private static Optional<String> value(ClassicHttpResponse response, String name) {
        return Optional.ofNullable(response.getFirstHeader(name)).map(Header::getValue);
    }

    /** The beginning of what it said; if that breaks off, the status still counts. */
    private static String text(DefaultBHttpClientConnection connection, ClassicHttpResponse response)
            throws HttpException {
        byte[] text = new byte[MOST_TEXT];
        int length = 0;
        try {
            connection.receiveResponseEntity(response);
            InputStream said = response.getEntity() == null
                    ? InputStream.nullInputStream()
                    : response.getEntity().getContent();
            for (int count = 0; count >= 0 && length < MOST_TEXT; count = said.read(text, length, MOST_TEXT - length)) {
                length += count;
            }
        } catch (IOException e) {
            return new String(text, 0, length, StandardCharsets.UTF_8);
        }
        return new String(text, 0, length, StandardCharsets.UTF_8);
    }

    private NotifyException refused(WebRequest asked, Answer answer) {
        String said = censor.line(answer.text());
        String text =
                WebClient.host(asked.uri()) + " answered " + answer.status() + (said.isEmpty() ? "" : ": " + said);
        boolean permanent = answer.status() / 100 == 4 && !PASSING.contains(answer.status());
        return answer.retryAfter()
                .flatMap(value -> retryAfter(value, Instant.now()))
                .map(wait -> new NotifyException(text, wait))
                .orElseGet(() -> permanent ? NotifyException.permanent(text) : new NotifyException(text));
    }

    /** Seconds, or a date (RFC 9110, 10.2.3); anything else says nothing. */
    private static Optional<Duration> retryAfter(String value, Instant now) {
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

    private WebRequest redirected(WebRequest asked, Answer answer) throws NotifyException {
        URI from = asked.uri();
        int status = answer.status();
        Optional<URI> to = target(from, answer.location().orElse(""));
        if ((status != 307 && status != 308) || to.isEmpty() || !origin(from).equals(origin(to.get()))) {
            String where = to.map(WebClient::host).orElse("nowhere");
            throw new NotifyException(WebClient.host(from) + " answered " + status + ", a redirect to "
                    + censor.line(where) + ", which is not followed: correct the url");
        }
        return asked.to(to.get());
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
        return uri.getScheme() + "://" + WebClient.host(uri);
    }

    @Override
    public void abandon() {
        dialler.abandon();
    }

    @Override
    public String unfinished() {
        return WebClient.host(request.uri()) + " did not answer completely";
    }
}
