// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.webhook;

import com.google.gson.JsonElement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.ftrouter.api.notify.Severity;
import org.jspecify.annotations.Nullable;

/**
 * How one kind of receiver wants to be told. Texts are templates (see {@link Template}).
 *
 * @param url where, if the settings do not say; {@code ""}: they must
 * @param method of HTTP
 * @param path what is put behind the URL; {@code ./} means its folder
 * @param headers by name
 * @param body a JSON value whose texts are templates; null: no body
 * @param levels the receiver's word or number for each severity, as {@code {level}}
 * @param kinds further values by kind of notice, {@code *} for all others
 * @param people whether people read it, and want summaries
 * @param least what is less urgent is not sent
 * @param repeat how often a notice is sent again while its incident lasts, zero: never
 * @param needs keys of the settings that must be there
 */
record Preset(
        String url,
        String method,
        String path,
        Map<String, String> headers,
        @Nullable JsonElement body,
        Map<String, JsonElement> levels,
        Map<String, Map<String, String>> kinds,
        List<String> needs,
        boolean people,
        Severity least,
        Duration repeat) {

    Preset {
        headers = Map.copyOf(headers);
        levels = Map.copyOf(levels);
        kinds = Map.copyOf(kinds);
        needs = List.copyOf(needs);
    }
}
