// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.webhook;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ftrouter.api.PluginContext;
import org.ftrouter.api.Secret;
import org.ftrouter.api.Settings;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifierFactory;
import org.ftrouter.notify.Censor;
import org.ftrouter.notify.Names;
import org.ftrouter.notify.Trust;
import org.ftrouter.notify.Via;
import org.ftrouter.notify.WebClient;

/**
 * Makes {@code { type = webhook, name = phone, preset = ntfy, url = "https://ntfy.example.org/uplinks", token-file = ntfy }}.
 *
 * <ul>
 *   <li>{@code preset}: json (default), cloudevents, slack, mattermost, telegram, ntfy, gotify, matrix, alertmanager,
 *       homeassistant
 *   <li>{@code url}, or {@code url-file} if it is itself a secret (Slack); http or https
 *   <li>{@code token-file}: {@code {token}}; {@code hmac-file}: signs the body, in the header {@code hmac-header}
 *       (default {@code X-Hub-Signature-256}, as {@code sha256=...})
 *   <li>{@code min-severity}: what is less urgent is not sent; notice for the chats and alertmanager, else info
 *   <li>{@code chat} (telegram), {@code room} (matrix)
 *   <li>{@code language}, {@code timeout} (30s, 1s to 60s), {@code ca-file}
 *   <li>one's own preset: {@code method}, {@code path}, {@code headers { Name = "..." }}, {@code body = """JSON"""},
 *       {@code severity { critical = 5, ... }}, {@code values { key = ... }} replace those of the preset. A file with
 *       these keys can be shared by channels with HOCON's {@code include}.
 *   <li>{@code via}, {@code resolver}: see {@link Via}
 * </ul>
 */
public final class WebhookNotifierFactory implements NotifierFactory {

    @Override
    public String type() {
        return "webhook";
    }

    @Override
    public Notifier create(Settings settings, PluginContext context) {
        Optional<Secret> token = settings.secret("token");
        Optional<Secret> key = settings.secret("hmac");
        Preset preset = new PresetReader(settings).read();
        Map<String, JsonElement> values = values(settings, preset);
        checkNames(settings, preset, values);
        List<Secret> own = OwnWords.of(settings, preset, values);
        token.ifPresent(t -> values.put("token", new JsonPrimitive(t.reveal())));
        var url = new Address(settings, context.logger());
        Receiver receiver = url.read(preset, values, settings.string("language", "en"), token.isPresent());
        String header = settings.string("hmac-header", "X-Hub-Signature-256");
        PresetReader.checkHeader(settings, "hmac-header", header);
        var hidden = new ArrayList<Secret>(url.secrets());
        token.ifPresent(hidden::add);
        key.ifPresent(hidden::add);
        hidden.addAll(own);
        Duration timeout =
                settings.duration("timeout", Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofSeconds(60));
        return new WebhookNotifier(
                receiver,
                preset,
                key.map(k -> new Signature(header, k)),
                InstantSource.system(),
                new WebClient(
                        Trust.read(settings),
                        new Censor(hidden),
                        new Names(context::stateFolder, Via.read(settings), timeout),
                        timeout));
    }

    /** A value that can never be there would leave out what holds it, silently. */
    private static void checkNames(Settings settings, Preset preset, Map<String, JsonElement> values) {
        var texts = new HashMap<String, String>(Map.of("path", preset.path(), "body", String.valueOf(preset.body())));
        texts.put("headers", String.join(" ", preset.headers().values()));
        texts.forEach((key, text) -> {
            Template.names(text).stream()
                    .filter(name -> !NoticeValues.isKnown(name)
                            && !values.containsKey(name)
                            && !preset.needs().contains(name))
                    .filter(name -> preset.kinds().values().stream().noneMatch(k -> k.containsKey(name)))
                    .findFirst()
                    .ifPresent(name -> settings.problem(
                            key, "names {" + name + "}, which does not exist: add it to values, or correct it"));
            Template.unknownFilter(text)
                    .ifPresent(filter -> settings.problem(
                            key,
                            "has the filter '" + filter
                                    + "', allowed are escaped, markdown, unfenced, url and first:NUMBER"));
        });
    }

    private static Map<String, JsonElement> values(Settings settings, Preset preset) {
        var values = new HashMap<String, JsonElement>();
        Settings own = settings.section("values");
        own.keys().forEach(name -> values.put(name, new JsonPrimitive(own.string(name))));
        for (String name : List.of("chat", "room")) {
            if (settings.has(name)) {
                values.put(name, new JsonPrimitive(settings.string(name)));
            }
        }
        for (String name : preset.needs()) {
            boolean there = name.equals("token")
                    ? settings.has("token") || settings.has("token-file")
                    : values.containsKey(name);
            if (!there) {
                settings.problem(
                        name.equals("token") ? "token-file" : name, "is missing: this preset cannot do without it");
            }
        }
        return values;
    }
}
