// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ResourceBundle;
import org.ftrouter.engine.text.Messages;
import org.jspecify.annotations.Nullable;

/** The texts of the command line in one language. */
final class Texts {
    private final Messages messages;

    private Texts(Messages messages) {
        this.messages = messages;
    }

    /** Texts in one of the supported languages. */
    static Texts in(String language) {
        return new Texts(Messages.of(Texts.class, language));
    }

    String language() {
        return messages.language();
    }

    /** Whether there is a text of that key. */
    boolean has(String key) {
        return messages.has(key);
    }

    /** The text of a key. Parameters are names and values in turn; nothing in a value is obeyed by a terminal. */
    String get(String key, @Nullable Object... parameters) {
        Map<String, Object> named = new LinkedHashMap<>();
        for (int i = 0; i < parameters.length; i += 2) {
            named.put(String.valueOf(parameters[i]), Printable.lines(String.valueOf(parameters[i + 1])));
        }
        return messages.text(key, named);
    }

    /** The same texts for the help of commands and options. */
    ResourceBundle bundle() {
        return new ResourceBundle() {
            @Override
            protected @Nullable Object handleGetObject(String key) {
                return messages.has(key) ? messages.text(key) : null;
            }

            @Override
            public Enumeration<String> getKeys() {
                return Collections.enumeration(messages.keys());
            }
        };
    }
}
