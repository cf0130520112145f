// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.webhook;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.api.notify.Severity;
import org.ftrouter.api.notify.Steps;
import org.ftrouter.notify.PlainText;
import org.ftrouter.notify.WebClient;
import org.ftrouter.notify.WebRequest;

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

    @Override
    public void test(Notice notice, Steps steps) throws NotifyException, InterruptedException {
        client.send(request(notice), steps);
    }

    @Override
    public boolean forPeople() {
        return preset.people();
    }

    @Override
    public Severity minSeverity() {
        return preset.least();
    }

    @Override
    public Duration repeatEvery() {
        return preset.repeat();
    }

    private WebRequest request(Notice notice) {
        Map<String, JsonElement> values =
                new HashMap<>(NoticeValues.of(notice, preset, receiver.language(), clock.instant()));
        values.putAll(receiver.values());
        String body = body(values);
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        headers.put("User-Agent", "ftr");
        headers.put("Idempotency-Key", PlainText.word(notice.id(), 100));
        preset.headers()
                .forEach((name, template) ->
                        Template.fill(template, values).ifPresent(value -> headers.put(name, headerText(value))));
        signature.ifPresent(s -> headers.put(s.header(), s.of(body.getBytes(StandardCharsets.UTF_8))));
        return new WebRequest(address(values), preset.method(), headers, body);
    }

    private String body(Map<String, JsonElement> values) {
        JsonElement template = preset.body();
        return template == null
                ? ""
                : Template.fill(template, values).map(GSON::toJson).orElse("");
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
    public String toString() {
        return "webhook to " + receiver;
    }
}
