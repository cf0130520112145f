// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.text;

import java.util.Map;

public final class Messages {
    public static final java.util.List<String> LANGUAGES = java.util.List.of("en", "it");

    public static Messages of(String language) {
        return new Messages();
    }

    public String text(String key, Map<String, ?> parameters) {
        return key + parameters;
    }
}
