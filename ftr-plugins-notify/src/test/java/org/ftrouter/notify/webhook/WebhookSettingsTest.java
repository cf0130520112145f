// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.ftrouter.api.Secret;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.notify.HttpReceiver;
import org.ftrouter.notify.WebUrl;
import org.junit.jupiter.api.Test;

class WebhookSettingsTest {
    private static final String URL = "https://hooks.example.org/x";
    private final TestContext context = new TestContext(Path.of("unused"));

    private List<String> problems(Object... keysAndValues) {
        TestSettings settings = TestSettings.of(keysAndValues);
        new WebhookNotifierFactory().create(settings, context).close();
        return settings.problems();
    }

    @Test
    void aUrlIsAllItTakes() {
        assertThat(problems("url", URL)).isEmpty();
    }

    @Test
    void wrongUrlsAreNamedWithWhatIsAllowed() {
        for (String wrong :
                List.of("hooks.example.org", "ftp://x/", "https://", "https://a:b@x/", "http://x:99999/", "h t")) {
            assertThat(problems("url", wrong))
                    .as(wrong)
                    .containsExactly("url: '" + wrong + "' is not allowed: http://HOST[:PORT][/PATH] or"
                            + " https://HOST[:PORT][/PATH], without name and password");
        }
        assertThat(problems()).containsExactly("url: is missing");
    }

    @Test
    void aSecretUrlIsNotRepeated() {
        assertThat(problems("url-file", "hook", "url", "canary"))
                .containsExactly("url-file: its content is not allowed: http://HOST[:PORT][/PATH] or"
                        + " https://HOST[:PORT][/PATH], without name and password");
    }

    @Test
    void whatAPresetNeedsIsAskedFor() {
        assertThat(problems("preset", "telegram"))
                .containsExactly(
                        "token-file: is missing: this preset cannot do without it",
                        "chat: is missing: this preset cannot do without it");
        assertThat(problems("preset", "matrix", "url", URL, "token", "t"))
                .containsExactly("room: is missing: this preset cannot do without it");
        assertThat(problems("preset", "ntfy", "url", "https://ntfy.example.org/"))
                .containsExactly("url: must end with a topic, as in https://ntfy.example.org/uplinks");
    }

    @Test
    void anUnknownPresetIsAnsweredWithTheKnownOnes() {
        assertThat(problems("url", URL, "preset", "discord"))
                .containsExactly(
                        "preset: 'discord' is not allowed: json, cloudevents, slack, mattermost, telegram, ntfy,"
                                + " gotify, matrix, alertmanager, homeassistant");
    }

    @Test
    void mistakesInOnesOwnPresetAreFoundAtOnce() {
        assertThat(problems("url", URL, "body", "{ \"a\": "))
                .singleElement()
                .asString()
                .startsWith("body: is not JSON: ");
        assertThat(problems("url", URL, "body", "\"{lien}\""))
                .containsExactly("body: names {lien}, which does not exist: add it to values, or correct it");
        assertThat(problems("url", URL, "body", "\"{line|upper}\""))
                .containsExactly(
                        "body: has the filter 'upper', allowed are escaped, markdown, unfenced, url and first:NUMBER");
        assertThat(problems("url", URL, "path", "no"))
                .containsExactly("path: 'no' is not allowed: it begins with / ./ ? or &, as in \"?text={line}\"");
        for (String wrong : List.of("/to/{line", "/100%", "/a|b", "/{line}%zz")) {
            assertThat(problems("url", URL, "path", wrong))
                    .containsExactly("path: '" + wrong + "' cannot stand in a URL: write % as %25, { as %7B, | as %7C");
        }
        assertThat(problems("url", URL, "path", "./{kind|url}/%7B{id}")).isEmpty();
        assertThat(problems("url", URL, "method", "post"))
                .containsExactly("method: 'post' is not allowed: POST, PUT, PATCH or GET");
        assertThat(problems("url", URL, "headers", Map.of("Host", "x")))
                .containsExactly("Host: 'Host' cannot be set: the name of a header, other than connection,"
                        + " content-length, expect, host, transfer-encoding, upgrade");
    }

    @Test
    void whatIsNotAsciiInAnAddressIsSentPercentEncoded() throws Exception {
        try (var receiver = new HttpReceiver()) {
            String url = receiver.url("/caff\u00e8/%C3%A9?d=\u20ac");
            try (Notifier notifier = Webhooks.webhook("url", url, "path", "&x={id|url}")) {
                notifier.send(Webhooks.down());
            }

            assertThat(receiver.requests)
                    .extracting(HttpReceiver.Request::path)
                    .containsExactly("/caff%C3%A8/%C3%A9?d=%E2%82%AC&x=01DOWN");
        }
    }

    @Test
    void aTokenInAnAddressIsHiddenAsItIsWrittenAndAsItIsSent() {
        WebUrl url = WebUrl.read(TestSettings.of("url", "https://hooks.example.org/s\u00e8greto-token"), "");

        assertThat(url.secrets()).extracting(Secret::reveal).contains("s\u00e8greto-token", "s%C3%A8greto-token");
    }

    @Test
    void aTokenOverPlainHttpIsWarnedAboutUnlessItStaysOnTheHost() {
        problems("url", "http://127.0.0.1:1/", "token", "canary");
        assertThat(context.logged()).isEmpty();

        problems("url", "http://192.0.2.1/", "token", "canary");
        assertThat(context.logged())
                .containsExactly(
                        "WARNING test.conf:1: the token for 192.0.2.1 travels unencrypted, because the url begins"
                                + " with http:");
    }
}
