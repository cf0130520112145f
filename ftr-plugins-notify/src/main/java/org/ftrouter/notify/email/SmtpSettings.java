// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.email;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.ftrouter.api.PluginContext;
import org.ftrouter.api.Secret;
import org.ftrouter.api.Settings;
import org.ftrouter.notify.CheckedTls;
import org.ftrouter.notify.Names;
import org.ftrouter.notify.Trust;
import org.ftrouter.notify.Via;

/** Reads {@code smtp { host, port, tls, ca-file, user, password, timeout }}. */
final class SmtpSettings {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");

    private SmtpSettings() {}

    static SmtpServer read(Settings smtp, Via via, PluginContext context) {
        String host = smtp.string("host");
        Tls tls = smtp.choice("tls", Tls.class, Tls.STARTTLS);
        Optional<SmtpServer.Login> login = login(smtp);
        if (tls == Tls.NONE && login.isPresent() && !LOOPBACK.contains(host)) {
            context.logger()
                    .log(
                            System.Logger.Level.WARNING,
                            "{0}: the password for {1} travels unencrypted, because smtp.tls = none",
                            smtp.place("tls"),
                            host);
        }
        Duration timeout =
                smtp.duration("timeout", Duration.ofSeconds(60), Duration.ofSeconds(1), Duration.ofSeconds(80));
        return new SmtpServer(
                host,
                smtp.integer("port", tls.port(), 1, 65535),
                tls,
                CheckedTls.trusting(Trust.read(smtp), host),
                login,
                new Names(context::stateFolder, via, timeout),
                timeout,
                ownName(context.hostName()));
    }

    private static Optional<SmtpServer.Login> login(Settings smtp) {
        Optional<Secret> password = smtp.secret("password");
        String user = smtp.string("user", "");
        if (user.isEmpty() && password.isPresent()) {
            smtp.problem("user", "is missing: there is a password, but no name to log in with");
        }
        boolean named = smtp.has("password") || smtp.has("password-file"); // then what is wrong with it has been said
        if (!user.isEmpty() && !named) {
            smtp.problem("user", "is '" + user + "', but there is no password: add password-file, or remove user");
        }
        return password.filter(p -> !user.isEmpty()).map(p -> new SmtpServer.Login(user, p));
    }

    /** EHLO takes a domain name; whatever this host is called, the greeting must not break. */
    private static String ownName(String hostName) {
        String name = hostName.replaceAll("[^A-Za-z0-9.-]", "");
        return name.isEmpty() ? "localhost" : name;
    }
}
