// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.ftrouter.api.Secret;

/** Takes secrets out of what others said, should they repeat one: as it is, in a URL, or in base 64. */
public final class Censor {
    private static final int LONGEST = 300;
    private final List<String> hidden = new ArrayList<>();

    /** A censor that knows these secrets. */
    public Censor(Iterable<Secret> secrets) {
        for (Secret secret : secrets) {
            String text = secret.reveal();
            if (!text.isEmpty()) {
                hidden.add(text);
                hidden.add(URLEncoder.encode(text, StandardCharsets.UTF_8));
                hidden.add(URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20"));
                hidden.add(Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
            }
        }
        hidden.sort(Comparator.comparingInt(String::length).reversed());
    }

    /** One line of it, not too long, without a secret. */
    public String line(String said) {
        String clean = said;
        for (String secret : hidden) {
            clean = clean.replace(secret, "***");
        }
        return PlainText.line(clean, LONGEST).strip();
    }

    /** What went wrong, with its causes. */
    public String reason(Throwable failure) {
        Set<String> texts = new LinkedHashSet<>();
        Throwable next = failure;
        for (int depth = 0; next != null && depth < 10; depth++) {
            String message = next.getMessage();
            String text = message == null || message.isBlank() ? words(next) : message;
            if (texts.stream().noneMatch(t -> t.contains(text))) {
                texts.add(text);
            }
            next = next.getCause();
        }
        return line(String.join(": ", texts));
    }

    /** {@code UnresolvedAddressException} says all there is to say in its name. */
    private static String words(Throwable failure) {
        return failure.getClass()
                .getSimpleName()
                .replaceAll("Exception$", "")
                .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                .toLowerCase(java.util.Locale.ROOT);
    }
}
