// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.email;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import javax.mail.internet.InternetAddress;
import org.ftrouter.api.PluginContext;
import org.ftrouter.api.Settings;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifierFactory;
import org.ftrouter.api.notify.Severity;
import org.ftrouter.notify.Via;

/** Makes {@code { type = email, from = ..., to = [ ... ], smtp { ... }, digest = 15m }}. */
public final class EmailNotifierFactory implements NotifierFactory {
    @Override
    public String type() {
        return "email";
    }

    @Override
    public Notifier create(Settings settings, PluginContext context) {
        InternetAddress from = MailAddress.read(settings, "from");
        String language = settings.string("language", "en");
        List<Recipient> recipients = settings.sections("to", "address").stream()
                .map(s -> new Recipient(
                        MailAddress.read(s, "address"),
                        s.string("language", language),
                        s.choice("min-severity", Severity.class, Severity.NOTICE)))
                .toList();
        if (recipients.isEmpty()) {
            settings.problem(
                    "to", "names nobody to write to: name at least one address, as in to = [ \"noc@example.org\" ]");
        }
        SmtpServer server = SmtpSettings.read(settings.section("smtp"), Via.read(settings), context);
        return new EmailNotifier(
                server,
                recipients,
                new MailWriter(from, Clock.system(ZoneId.systemDefault())),
                settings.duration("digest", Duration.ZERO, Duration.ZERO, Duration.ofDays(1)));
    }
}
