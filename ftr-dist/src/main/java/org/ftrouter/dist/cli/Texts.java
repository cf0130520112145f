// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
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

    /**
     * The language to use.
     *
     * @param wished what {@code --lang} says, empty if it was not given
     * @param environment {@code LC_ALL}, {@code LC_MESSAGES}, {@code LANG}: the first that is set decides
     */
    static String language(String wished, Map<String, String> environment) {
        String locale = wished;
        for (String name : List.of("LC_ALL", "LC_MESSAGES", "LANG")) {
            locale = locale.isEmpty() ? environment.getOrDefault(name, "") : locale;
        }
        String language = locale.split("[_.@-]", 2)[0].toLowerCase(Locale.ROOT);
        return language.matches("[a-z]{2,3}") ? language : "en";
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
