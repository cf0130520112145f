// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.webhook;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.ftrouter.api.Settings;
import org.ftrouter.api.notify.Severity;
import org.jspecify.annotations.Nullable;

/** Reads {@code preset} and what the settings put in place of its parts. */
final class PresetReader {
    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
    private static final Set<String> RESERVED =
            Set.of("connection", "content-length", "expect", "host", "upgrade", "transfer-encoding");
    private final Settings settings;
    private final Presets presets = new Presets();

    PresetReader(Settings settings) {
        this.settings = settings;
    }

    Preset read() {
        Preset base = base(settings.string("preset", "json"));
        return new Preset(
                base.url(),
                method(base),
                path(base),
                headers(base),
                body(base),
                levels(base),
                base.kinds(),
                base.needs(),
                base.people(),
                settings.choice("min-severity", Severity.class, base.least()),
                base.repeat());
    }

    private Preset base(String name) {
        return presets.find(name).orElseGet(() -> {
            settings.problem("preset", "'" + name + "' is not allowed: " + String.join(", ", presets.names()));
            return presets.find("json").orElseThrow();
        });
    }

    private String method(Preset base) {
        String method = settings.string("method", base.method());
        if (!Set.of("POST", "PUT", "PATCH", "GET").contains(method)) {
            settings.problem("method", "'" + method + "' is not allowed: POST, PUT, PATCH or GET");
            return base.method();
        }
        return method;
    }

    private String path(Preset base) {
        String path = settings.string("path", base.path());
        if (!path.isEmpty() && !path.matches("(?:\\./|/|\\?|&)[A-Za-z0-9/._~!$&'()*+,;=:@%?{}|-]*")) {
            settings.problem(
                    "path", "'" + path + "' is not allowed: it begins with / ./ ? or &, as in \"?text={line}\"");
            return base.path();
        }
        try {
            new URI("http://localhost" + Template.sample(path).replaceFirst("^[.&]", ""));
            return path;
        } catch (URISyntaxException e) { // would fail at the first notice
            settings.problem("path", "'" + path + "' cannot stand in a URL: write % as %25, { as %7B, | as %7C");
            return base.path();
        }
    }

    private Map<String, String> headers(Preset base) {
        var headers = new LinkedHashMap<String, String>(base.headers());
        Settings own = settings.section("headers");
        for (String name : own.keys()) {
            headers.keySet().removeIf(name::equalsIgnoreCase);
            headers.put(name, own.string(name));
            checkHeader(own, name, name);
        }
        return headers;
    }

    /** A problem if it is no name for a header of ours. */
    static void checkHeader(Settings settings, String key, String name) {
        if (!HEADER.matcher(name).matches() || RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
            settings.problem(
                    key,
                    "'" + name + "' cannot be set: the name of a header, other than "
                            + String.join(", ", RESERVED.stream().sorted().toList()));
        }
    }

    private @Nullable JsonElement body(Preset base) {
        if (!settings.has("body")) {
            return settings.string("method", "").equals("GET") ? null : base.body();
        }
        String text = settings.string("body");
        try {
            return text.isBlank() ? null : JsonParser.parseString(text);
        } catch (JsonParseException e) {
            settings.problem("body", "is not JSON: " + e.getMessage());
            return base.body();
        }
    }

    private Map<String, JsonElement> levels(Preset base) {
        var levels = new LinkedHashMap<String, JsonElement>(base.levels());
        Settings own = settings.section("severity");
        for (Severity severity : Severity.values()) {
            String name = severity.name().toLowerCase(Locale.ROOT);
            if (own.has(name)) {
                levels.put(name, level(own.string(name)));
            }
        }
        return levels;
    }

    private static JsonElement level(String text) {
        if (text.matches("-?(?:0|[1-9][0-9]{0,8})")) {
            return new JsonPrimitive(Integer.parseInt(text));
        }
        return text.equals("true") || text.equals("false")
                ? new JsonPrimitive(Boolean.parseBoolean(text))
                : new JsonPrimitive(text);
    }
}
