// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.text;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which language somebody reads. The environment is read here and not by the virtual machine, which ignores a language
 * whose locale is not installed, as is usual on a router.
 */
public final class Languages {
    /** The languages there are texts for, the fallback first. */
    public static final List<String> SUPPORTED = List.of("en", "it");

    private Languages() {}

    /**
     * The language to use: the option if it is given, or else the first of {@code LC_ALL}, {@code LC_MESSAGES}, {@code
     * LANG} that is set and not empty; English if there are no texts in it.
     */
    public static String detect(Map<String, String> environment, Optional<String> option) {
        String wanted = option.orElseGet(() -> Stream.of("LC_ALL", "LC_MESSAGES", "LANG")
                .map(name -> environment.getOrDefault(name, ""))
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse(""));
        String language = wanted.toLowerCase(Locale.ROOT).split("[_.@-]", 2)[0];
        return SUPPORTED.contains(language) ? language : SUPPORTED.get(0);
    }
}
