// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.ResourceBundle;
import org.ftrouter.engine.text.Messages;
import org.jspecify.annotations.Nullable;

/** The lab's words in the language of its user. */
final class LabText {
    private final Messages messages;

    private LabText(Messages messages) {
        this.messages = messages;
    }

    /** Texts in one of the supported languages. */
    static LabText in(String language) {
        return new LabText(Messages.of(LabText.class, language));
    }

    /** The texts of the command line that is running; English if it has none of ours. */
    static LabText of(@Nullable ResourceBundle bundle) {
        return bundle instanceof Bundle ours ? ours.texts : in("en");
    }

    /** A text with its parameters filled in, given as name, value, name, value. */
    String of(String key, Object... namesAndValues) {
        var parameters = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            parameters.put(String.valueOf(namesAndValues[i]), String.valueOf(namesAndValues[i + 1]));
        }
        return messages.text(key, parameters);
    }

    /** The language of the texts. */
    String language() {
        return messages.language();
    }

    /** These texts as the parser of command lines wants them; what they lack is looked for in another bundle. */
    ResourceBundle bundle(@Nullable ResourceBundle behind) {
        return new Bundle(this, behind);
    }

    private static final class Bundle extends ResourceBundle {
        private final LabText texts;

        Bundle(LabText texts, @Nullable ResourceBundle behind) {
            this.texts = texts;
            if (behind != null) {
                setParent(behind);
            }
        }

        @Override
        protected @Nullable Object handleGetObject(String key) {
            return texts.messages.has(key) ? texts.messages.text(key) : null;
        }

        @Override
        public Enumeration<String> getKeys() {
            var keys = new java.util.TreeSet<>(texts.messages.keys());
            if (parent != null) {
                keys.addAll(Collections.list(parent.getKeys()));
            }
            return Collections.enumeration(keys);
        }
    }
}
