// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import java.util.Locale;
import java.util.ResourceBundle;

/** The texts of the command line in one language, with parameters by name: {@code {file} is there already}. */
final class Texts {
    private static final ResourceBundle.Control NO_FALLBACK =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

    private final ResourceBundle bundle;

    private Texts(ResourceBundle bundle) {
        this.bundle = bundle;
    }

    /** Texts in a language; in English if there are none. */
    static Texts in(String language) {
        return new Texts(
                ResourceBundle.getBundle("org.ftrouter.dist.cli.cli", Locale.forLanguageTag(language), NO_FALLBACK));
    }

    /** For picocli. */
    ResourceBundle bundle() {
        return bundle;
    }

    /** The text of a key. Parameters are names and values in turn. */
    String get(String key, Object... parameters) {
        String text = bundle.getString(key);
        for (int i = 0; i < parameters.length; i += 2) {
            text = text.replace("{" + parameters[i] + "}", String.valueOf(parameters[i + 1]));
        }
        return text;
    }
}
