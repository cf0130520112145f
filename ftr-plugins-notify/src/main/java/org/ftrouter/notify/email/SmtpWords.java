// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.email;

import com.sun.mail.smtp.SMTPAddressFailedException;
import com.sun.mail.smtp.SMTPSendFailedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.ftrouter.notify.PlainText;

/**
 * What the server said, for people: one line, without the password, should a server repeat it. Exceptions of the mail
 * library travel no further than this, because their texts and traces may hold it.
 */
final class SmtpWords {
    private static final int LONGEST = 400;
    private final List<String> secrets = new ArrayList<>();

    SmtpWords(SmtpServer server) {
        server.login().ifPresent(login -> {
            String password = login.password().reveal();
            if (!password.isEmpty()) {
                secrets.add(base64(login.user() + "\0" + login.user() + "\0" + password)); // AUTH PLAIN, both ways
                secrets.add(base64("\0" + login.user() + "\0" + password));
                secrets.add(base64(password));
                secrets.add(password);
            }
        });
    }

    /** The texts of an exception and its causes, outermost first. */
    String of(Throwable failure) {
        Set<String> texts = new LinkedHashSet<>();
        Throwable next = failure;
        for (int depth = 0; next != null && depth < 10; depth++) {
            String text = text(next);
            if (!text.isBlank() && texts.stream().noneMatch(t -> t.contains(text))) {
                texts.add(text);
            }
            next = next.getCause();
        }
        return texts.isEmpty() ? failure.getClass().getSimpleName() : String.join(": ", texts);
    }

    private String text(Throwable failure) {
        String message = failure.getMessage();
        boolean approval = failure instanceof SMTPSendFailedException sent && sent.getReturnCode() / 100 == 2;
        if (message == null || approval) { // taken, but the cause says not for whom
            return "";
        }
        String said = failure instanceof SMTPAddressFailedException refused
                ? refused.getAddress().getAddress() + ": " + message
                : message;
        return line(said);
    }

    /** One line of what the server said. */
    String line(String said) {
        String clean = said;
        for (String secret : secrets) {
            clean = clean.replace(secret, "***");
        }
        return PlainText.line(clean, LONGEST).strip();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
