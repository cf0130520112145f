// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.email;

import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.mail.internet.AddressException;
import javax.mail.internet.InternetAddress;
import org.ftrouter.api.PluginContext;
import org.ftrouter.api.Settings;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifierFactory;
import org.ftrouter.api.notify.Severity;

/** Makes {@code { type = email, from = ..., to = [ ... ], smtp { ... } }}. */
public final class EmailNotifierFactory implements NotifierFactory {
    private static final Pattern PRINTABLE = Pattern.compile("[!-~]+@[!-~]+");

    @Override
    public String type() {
        return "email";
    }

    @Override
    public Notifier create(Settings settings, PluginContext context) {
        InternetAddress from = address(settings, "from");
        String language = settings.string("language", "en");
        List<Recipient> recipients = settings.sections("to", "address").stream()
                .map(s -> new Recipient(
                        address(s, "address"),
                        s.string("language", language),
                        s.choice("min-severity", Severity.class, Severity.INFO)))
                .toList();
        if (recipients.isEmpty()) {
            settings.problem("to", "nobody to write to: name at least one address, as in to = [ \"noc@example.org\" ]");
        }
        SmtpServer server = SmtpSettings.read(settings.section("smtp"), context);
        return new EmailNotifier(
                server, recipients, new MailWriter(from, Clock.system(ZoneId.systemDefault())), context.logger());
    }

    /** An address, perhaps with a name. Only printable ASCII reaches SMTP commands: other characters could forge some. */
    private static InternetAddress address(Settings settings, String key) {
        String text = settings.string(key);
        return text.isEmpty()
                ? new InternetAddress()
                : parsed(text).orElseGet(() -> {
                    settings.problem(
                            key,
                            "'" + text + "' is not a mail address, such as noc@example.org or"
                                    + " 'Network <noc@example.org>' (international domains as xn--...)");
                    return new InternetAddress();
                });
    }

    private static Optional<InternetAddress> parsed(String text) {
        try {
            InternetAddress[] addresses = InternetAddress.parse(text, true);
            if (addresses.length != 1 || text.chars().anyMatch(Character::isISOControl)) {
                return Optional.empty();
            }
            InternetAddress address = addresses[0];
            address.validate();
            if (address.getPersonal() != null) {
                address.setPersonal(address.getPersonal(), StandardCharsets.UTF_8.name());
            }
            return Optional.of(address)
                    .filter(a -> PRINTABLE.matcher(a.getAddress()).matches());
        } catch (AddressException | UnsupportedEncodingException e) {
            return Optional.empty();
        }
    }
}
