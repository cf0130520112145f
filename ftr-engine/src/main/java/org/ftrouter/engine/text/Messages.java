// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The texts of one language, from {@code messages_LANGUAGE.properties} in UTF-8. A text holds parameters in braces:
 *
 * <ul>
 *   <li>{@code {answered}}: the value of the parameter
 *   <li>{@code {rounds|round|rounds}}: the second word if the parameter is 1, else the third; the number itself is not
 *       written, so one writes {@code {rounds} {rounds|round|rounds}}
 *   <li>two opening braces: one
 * </ul>
 *
 * Everything else stands for itself, apostrophes too. A missing text never hides news: at run time its key and
 * parameters are shown instead. Safe for all threads.
 */
public final class Messages {
    private static final Pattern PARAMETER =
            Pattern.compile("\\{([a-z][A-Za-z0-9]*)(?:\\|([^{}|]*)\\|([^{}|]*))?}|\\{\\{");

    private static final Map<String, Messages> KNOWN = new ConcurrentHashMap<>();

    private final String language;
    private final Properties texts;

    private Messages(String language, Properties texts) {
        this.language = language;
        this.texts = texts;
    }

    /** The engine's texts. */
    public static Messages of(String language) {
        return of(Messages.class, language);
    }

    /**
     * The texts that stand beside a class.
     *
     * @throws IllegalArgumentException if there are none in that language
     */
    public static Messages of(Class<?> beside, String language) {
        return KNOWN.computeIfAbsent(beside.getName() + " " + language, key -> read(beside, language));
    }

    private static Messages read(Class<?> beside, String language) {
        String name = "messages_" + language + ".properties";
        try (InputStream in = beside.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalArgumentException("there is no " + name + " beside " + beside.getName());
            }
            var texts = new Properties();
            texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            return new Messages(language, texts);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The language of the texts. */
    public String language() {
        return language;
    }

    /** All keys, sorted. */
    public Set<String> keys() {
        return new TreeSet<>(texts.stringPropertyNames());
    }

    /** Whether there is a text of that key. */
    public boolean has(String key) {
        return texts.getProperty(key) != null;
    }

    /** A text without parameters. */
    public String text(String key) {
        return text(key, Map.of());
    }

    /** A text with its parameters filled in; one that is not given stays as it is written. */
    public String text(String key, Map<String, ?> parameters) {
        String pattern = texts.getProperty(key);
        if (pattern == null) {
            return parameters.isEmpty() ? key : key + " " + parameters;
        }
        var text = new StringBuilder();
        Matcher matcher = PARAMETER.matcher(pattern);
        while (matcher.find()) {
            matcher.appendReplacement(text, Matcher.quoteReplacement(filled(matcher, parameters)));
        }
        return matcher.appendTail(text).toString();
    }

    private static String filled(Matcher matcher, Map<String, ?> parameters) {
        String name = matcher.group(1);
        if (name == null) {
            return "{";
        }
        Object value = parameters.get(name);
        if (value == null) {
            return matcher.group();
        }
        if (matcher.group(2) == null) {
            return value.toString();
        }
        return value.toString().equals("1") ? matcher.group(2) : matcher.group(3);
    }

    /** The names of the parameters that a text takes. */
    public Set<String> parameters(String key) {
        var names = new TreeSet<String>();
        Matcher matcher = PARAMETER.matcher(texts.getProperty(key, ""));
        while (matcher.find()) {
            if (matcher.group(1) != null) {
                names.add(matcher.group(1));
            }
        }
        return names;
    }

    /** What in a text looks like a parameter but is none: braces that do not match the syntax. Empty if all is well. */
    public String leftovers(String key) {
        String rest = PARAMETER.matcher(texts.getProperty(key, "")).replaceAll("");
        return rest.indexOf('{') < 0 && rest.indexOf('}') < 0 ? "" : rest;
    }
}
