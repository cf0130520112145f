// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.util.Locale;
import java.util.ResourceBundle;

/** The lab's words in the user's language: texts with named parameters such as {@code {uplink}}. */
final class LabText {
    static final String BUNDLE = "org.ftrouter.dist.lab.lab";

    private final ResourceBundle bundle;

    LabText(Locale locale) {
        bundle = ResourceBundle.getBundle(
                BUNDLE, locale, ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    /** A text with its parameters filled in, given as name, value, name, value. */
    String of(String key, Object... namesAndValues) {
        String text = bundle.getString(key);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            text = text.replace("{" + namesAndValues[i] + "}", String.valueOf(namesAndValues[i + 1]));
        }
        return text;
    }
}
