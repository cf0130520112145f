// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.snmp;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;
import org.ftrouter.api.PluginContext;
import org.ftrouter.api.Secret;
import org.ftrouter.api.Settings;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifierFactory;
import org.ftrouter.notify.Names;
import org.ftrouter.notify.Via;

/**
 * Makes {@code { type = snmptrap, to = "nms.example.org", version = v3, user = ftr, auth = sha256,
 * auth-password-file = snmp-auth, priv = aes128, priv-password-file = snmp-priv }}.
 *
 * <ul>
 *   <li>{@code to}: {@code HOST[:162]}
 *   <li>{@code version} (v2c): v2c, v3
 *   <li>{@code community-file} or {@code community} (public), for v2c
 *   <li>{@code user}; {@code auth} (sha256): none, sha1, sha224, sha256, sha512; {@code auth-password-file}; {@code priv}
 *       (aes128): none, aes128, aes256; {@code priv-password-file}; passwords of 8 characters at least; for v3
 *   <li>{@code inform} (false): waits for the receiver to confirm; without it nobody knows whether a notice arrived
 *   <li>{@code timeout} (10s, 1s to 60s), {@code language} (en)
 *   <li>{@code via}, {@code resolver}: see {@link Via}
 * </ul>
 */
public final class SnmpNotifierFactory implements NotifierFactory {
    private static final int SHORTEST_PASSWORD = 8; // RFC 3414, 11.2

    private final OwnEngine engine = new OwnEngine();

    @Override
    public String type() {
        return "snmptrap";
    }

    @Override
    public Notifier create(Settings settings, PluginContext context) {
        URI to = receiver(settings);
        Duration timeout =
                settings.duration("timeout", Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofSeconds(60));
        var sender = new SnmpSender(
                access(settings), settings.flag("inform", false), timeout.toMillis(), engine, context::stateFolder);
        return new SnmpNotifier(
                to.getHost().replaceAll("[\\[\\]]", ""),
                to.getPort() < 0 ? 162 : to.getPort(),
                new Names(context::stateFolder, Via.read(settings), timeout),
                sender,
                timeout,
                settings.string("language", "en"),
                context.ticker());
    }

    private static URI receiver(Settings settings) {
        String text = settings.string("to");
        try {
            URI uri = new URI("udp://" + text);
            if (uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawPath().isEmpty()
                    && uri.getPort() != 0
                    && uri.getPort() <= 65535) {
                return uri;
            }
        } catch (URISyntaxException e) {
            text = text.strip(); // told below
        }
        if (!text.isEmpty()) {
            settings.problem("to", "'" + text + "' is not allowed: HOST or HOST:PORT (an IPv6 address in [ ])");
        }
        return URI.create("udp://localhost:162");
    }

    private static Access access(Settings settings) {
        Access.Version version = settings.choice("version", Access.Version.class, Access.Version.V2C);
        Secret community = settings.secret("community").orElse(new Secret("public"));
        String user = settings.string("user", "");
        Access.Auth auth = settings.choice("auth", Access.Auth.class, Access.Auth.SHA256);
        Access.Priv priv = settings.choice("priv", Access.Priv.class, Access.Priv.AES128);
        boolean v3 = version == Access.Version.V3;
        if (v3 && user.isEmpty()) {
            settings.problem("user", "is missing: version v3 has users");
        }
        if (v3 && auth == Access.Auth.NONE && priv != Access.Priv.NONE) {
            settings.problem("priv", "needs auth: set priv = none, or choose an auth");
        }
        return new Access(
                version,
                community,
                user,
                auth,
                password(settings, "auth-password", v3 && auth != Access.Auth.NONE),
                priv,
                password(settings, "priv-password", v3 && priv != Access.Priv.NONE));
    }

    private static Optional<Secret> password(Settings settings, String key, boolean needed) {
        Optional<Secret> password = settings.secret(key);
        if (!needed) {
            return Optional.empty();
        }
        boolean told = password.isEmpty() && settings.has(key + "-file"); // that it cannot be read
        if (!told && password.map(p -> p.reveal().length()).orElse(0) < SHORTEST_PASSWORD) {
            settings.problem(
                    key + "-file",
                    "is missing or its content too short: version v3 takes passwords of 8 characters or more");
        }
        return password;
    }
}
