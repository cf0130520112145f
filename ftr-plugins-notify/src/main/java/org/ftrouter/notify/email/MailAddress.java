// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.email;

import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.mail.internet.AddressException;
import javax.mail.internet.InternetAddress;
import org.ftrouter.api.Settings;

/** Reads mail addresses. Apart from the factory, so that the mail library is loaded only if mail is configured. */
final class MailAddress {
    private static final Pattern PRINTABLE = Pattern.compile("[!-~]+@[!-~]+");

    private MailAddress() {}

    /** An address, perhaps with a name. Only printable ASCII reaches SMTP commands: other characters could forge some. */
    static InternetAddress read(Settings settings, String key) {
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
