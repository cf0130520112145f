// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ftrouter.engine.config.YamlMap.Scalar;

/** Translates the {@code email} part of the Ruby program's file into an e-mail channel. */
final class RubyMail {
    private static final Set<String> HERE = Set.of("localhost", "127.0.0.1", "::1");

    private final YamlMap email;
    private final HoconTree tree;

    RubyMail(YamlMap email, HoconTree tree) {
        this.email = email;
        this.tree = tree;
    }

    /** Adds the channel if mail is to be sent, or anyway. All keys are looked at in any case. */
    void translate(boolean anyway) {
        YamlMap smtp = email.map("smtp_parameters");
        boolean sends =
                email.scalar("send").map(s -> !RubyTranslation.isFalse(s)).orElse(false);
        HoconTree place = sends || anyway ? tree : new HoconTree(email.line());
        HoconTree channel = place.listOfOne("notify", email.line());
        channel.put("type", "email", email.line());
        email.scalar("sender").ifPresent(s -> channel.put("from", s.text(), s.line()));
        List<Scalar> recipients = email.scalars("recipients");
        if (!recipients.isEmpty()) {
            List<String> addresses = recipients.stream().map(Scalar::text).toList();
            channel.put("to", addresses, recipients.get(0).line());
        }
        smtp(smtp, channel.block("smtp", smtp.line()));
        smtp.reportUnread();
        email.reportUnread();
    }

    private static void smtp(YamlMap smtp, HoconTree server) {
        Optional<Scalar> host = smtp.scalar("address");
        host.ifPresent(s -> server.put("host", s.text(), s.line()));
        smtp.scalar("port").ifPresent(s -> server.put("port", s.text(), s.line()));
        boolean starttls = smtp.scalar("enable_starttls_auto")
                .map(s -> !RubyTranslation.isFalse(s))
                .orElse(true);
        boolean here = host.map(s -> HERE.contains(s.text())).orElse(false);
        if (starttls && !here) {
            server.comment("tls", "The old program went on in plain text if the server offered no TLS; FTR does not.");
        }
        server.put("tls", starttls && !here ? "starttls" : "none", smtp.line());
        smtp.scalar("user_name").ifPresent(s -> server.put("user", s.text(), s.line()));
        smtp.scalar("password").ifPresent(s -> server.put("password", s.text(), s.line()));
        smtp.has("domain");
        smtp.has("authentication");
    }
}
