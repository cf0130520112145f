// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.webhook;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.notify.PlainText;
import org.ftrouter.notify.WebClient;

/** Sends a notice as one HTTP request, in the form its preset describes. */
final class WebhookNotifier implements Notifier {
    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();
    private final Receiver receiver;
    private final Preset preset;
    private final Optional<Signature> signature;
    private final InstantSource clock;
    private final WebClient client;

    WebhookNotifier(
            Receiver receiver, Preset preset, Optional<Signature> signature, InstantSource clock, WebClient client) {
        this.receiver = receiver;
        this.preset = preset;
        this.signature = signature;
        this.clock = clock;
        this.client = client;
    }

    @Override
    public void send(Notice notice) throws NotifyException, InterruptedException {
        client.send(request(notice));
    }

    private HttpRequest request(Notice notice) {
        Map<String, JsonElement> values =
                new HashMap<>(NoticeValues.of(notice, preset, receiver.language(), clock.instant()));
        values.putAll(receiver.values());
        byte[] body = body(values);
        var request = HttpRequest.newBuilder(address(values))
                .method(preset.method(), HttpRequest.BodyPublishers.ofByteArray(body))
                .setHeader("User-Agent", "ftr")
                .setHeader("Idempotency-Key", PlainText.word(notice.id(), 100));
        preset.headers()
                .forEach((name, template) ->
                        Template.fill(template, values).ifPresent(value -> request.setHeader(name, headerText(value))));
        signature.ifPresent(s -> request.setHeader(s.header(), s.of(body)));
        return request.build();
    }

    private byte[] body(Map<String, JsonElement> values) {
        JsonElement template = preset.body();
        return template == null
                ? new byte[0]
                : Template.fill(template, values).map(GSON::toJson).orElse("").getBytes(StandardCharsets.UTF_8);
    }

    /** Values that are put into the path cannot leave their place in it; what is not there leaves it empty. */
    private URI address(Map<String, JsonElement> values) {
        var known = new HashMap<>(values);
        Template.names(preset.path()).forEach(name -> known.putIfAbsent(name, NoticeValues.text("")));
        return receiver.with(Template.fill(preset.path(), known, "|url").orElse(""));
    }

    /** Headers are ASCII on one line. */
    private static String headerText(String value) {
        return PlainText.line(value, 1000).replaceAll("[^ -~]", "?").strip();
    }

    @Override
    public void close() {
        client.close();
    }

    @Override
    public String toString() {
        return "webhook to " + receiver;
    }
}
