// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;

/** One request and its response over a connection that stands. The only class that sees httpcore5. */
final class Exchange {
    private static final int MOST_LINE = 8192;
    private static final int MOST_HEADERS = 100;
    private static final int MOST_BODY = 65_536;
    private static final int BUFFER = 4096;

    /** Responses before the real one ({@code 100 Continue} and the like). */
    private static final int MOST_PRELUDES = 5;

    private final Page page;
    private final Expectation expected;

    Exchange(Page page, Expectation expected) {
        this.page = page;
        this.expected = expected;
    }

    /**
     * Asks, and says what is wrong with the answer; empty if it is right. The connection is the caller's to close.
     *
     * @throws IOException what came is not HTTP, or too much, or the time is over
     */
    Optional<String> objection(Socket over) throws IOException {
        var config = Http1Config.custom()
                .setBufferSize(BUFFER)
                .setMaxLineLength(MOST_LINE)
                .setMaxHeaderCount(MOST_HEADERS)
                .build();
        var connection = new DefaultBHttpClientConnection(config);
        connection.bind(over);
        try {
            connection.sendRequestHeader(request());
            connection.flush();
            ClassicHttpResponse response = response(connection);
            Optional<String> objection = expected.statusObjection(response.getCode(), value(response, "Location"))
                    .or(() -> headerObjection(response));
            if (objection.isPresent() || expected.body().isEmpty()) {
                return objection;
            }
            connection.receiveResponseEntity(response);
            return bodyObjection(response.getEntity());
        } catch (HttpException e) {
            throw new IOException("what came is not HTTP: " + e.getMessage(), e);
        }
    }

    private BasicClassicHttpRequest request() {
        var request = new BasicClassicHttpRequest("GET", page.request());
        request.addHeader("Host", page.authority());
        request.addHeader("User-Agent", "fault-tolerant-router");
        request.addHeader("Accept", "*/*");
        request.addHeader("Cache-Control", "no-cache");
        request.addHeader("Connection", "close");
        return request;
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

    private Optional<String> headerObjection(ClassicHttpResponse response) {
        boolean right = expected.header().isEmpty()
                || Arrays.stream(response.getHeaders(expected.header()))
                        .anyMatch(h -> String.valueOf(h.getValue()).contains(expected.headerText()));
        return right
                ? Optional.empty()
                : Optional.of("answered without the header '" + expected.header() + "' as expected: a captive portal?");
    }

    private Optional<String> bodyObjection(HttpEntity body) throws IOException {
        byte[] start = body == null ? new byte[0] : read(body.getContent());
        return new String(start, StandardCharsets.UTF_8).contains(expected.body())
                ? Optional.empty()
                : Optional.of("answered with another page: the expected text is not in its first " + start.length
                        + " bytes: a captive portal?");
    }

    /** Reads until the expected text has come, or too much of the rest. */
    private byte[] read(InputStream content) throws IOException {
        byte[] start = new byte[MOST_BODY];
        int length = 0;
        for (int count = 0; count >= 0 && length < MOST_BODY; ) {
            length += count;
            if (count > 0 && new String(start, 0, length, StandardCharsets.UTF_8).contains(expected.body())) {
                break;
            }
            count = content.read(start, length, MOST_BODY - length);
        }
        return Arrays.copyOf(start, length);
    }
}
