// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.ftrouter.api.Settings;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeContext;
import org.ftrouter.api.probe.ProbeFactory;
import org.ftrouter.probe.Dialer;
import org.ftrouter.probe.Endpoint;
import org.ftrouter.probe.Trust;

/**
 * Probes that get a page. A captive portal, or a mobile provider whose card is spent, answers every request with a page
 * or a redirect of its own, so a status alone proves little; redirects are never followed. Keys:
 *
 * <ul>
 *   <li>{@code target}: {@code http://HOST[:PORT][/PATH]} or {@code https://...}
 *   <li>{@code status}: the status expected; by default 204, which pages made for this purpose answer, or 200 if
 *       {@code body} or {@code header} is given; for {@code http}, 200 needs one of these
 *   <li>{@code body}: a text that must be within the first 64 KiB of the page
 *   <li>{@code header}: {@code "NAME"} or {@code "NAME: TEXT"}, a header that must be there and hold the text
 *   <li>{@code resolver}: numeric addresses of the DNS servers that are asked for HOST, through the same uplink
 *       (well-known public ones if it is missing); an address instead of a name needs none
 *   <li>{@code ca-file}: for {@code https}, a PEM file of the authorities believed, instead of those that Java knows
 * </ul>
 *
 * <p>The first {@code https} probe costs the daemon 12 to 18 MB of memory.
 */
public final class HttpProbeFactory implements ProbeFactory {

    @Override
    public String type() {
        return "http";
    }

    @Override
    public Probe create(Settings settings, ProbeContext context) {
        String target = settings.string("target");
        Optional<Page> page = page(target);
        if (page.isEmpty()) {
            settings.problem(
                    "target",
                    "is '" + target
                            + "', not a URL of this kind: http://HOST[:PORT][/PATH] or https://..., without user"
                            + " and '#'");
        }
        Page asked = page.orElseGet(() -> page("http://127.0.0.1/").orElseThrow());
        if (!asked.secure() && settings.has("ca-file")) {
            settings.problem("ca-file", "is of no use for http; write https");
        }
        Expectation expected = Expectation.read(settings);
        if (!asked.secure() && expected.isAnyPage() && !settings.has("body")) {
            settings.problem(
                    "status",
                    "is 200, which a captive portal answers to everything; add body or header, or write https");
        }
        var dialer = new Dialer(asked.endpoint(), Dialer.resolvers(settings, asked.endpoint()));
        return context.blocking(new HttpProbe(asked, expected, dialer, Trust.read(settings), context.ticker()));
    }

    static Optional<Page> page(String target) {
        try {
            var uri = new URI(new URI(target).toASCIIString()); // a request line is ASCII (RFC 3987, 3.1)
            boolean secure = "https".equals(uri.getScheme());
            boolean ours = secure || "http".equals(uri.getScheme());
            if (!ours || uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
                return Optional.empty();
            }
            String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            String request = uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
            int port = uri.getPort() < 0 ? (secure ? 443 : 80) : uri.getPort();
            return Endpoint.of(uri.getHost().replaceAll("[\\[\\]]", ""), port)
                    .map(e -> new Page(target, secure, e, uri.getRawAuthority(), request));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
