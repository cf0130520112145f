// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ftrouter.notify.webhook.Webhooks.HOSTILE;
import static org.ftrouter.notify.webhook.Webhooks.SECRET;
import static org.ftrouter.notify.webhook.Webhooks.down;
import static org.ftrouter.notify.webhook.Webhooks.webhook;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.Severity;
import org.ftrouter.notify.HostileTexts;
import org.ftrouter.notify.HttpReceiver;
import org.ftrouter.notify.Late;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every preset sends exactly what its receiver documents, whatever the uplink is called. */
class PresetsTest {
    /** The hostile name where only text may be. */
    private static final String SHOWN = "d\"s,l\\ </b>&{id}   `*\u00e8\uD83D\uDE00";

    private static final Instant AT = Instant.parse("2026-11-22T13:00:09.412Z");

    private HttpReceiver receiver;

    @BeforeEach
    void start() throws Exception {
        receiver = new HttpReceiver();
    }

    @AfterEach
    void stop() {
        receiver.close();
    }

    private HttpReceiver.Request sent(String path, Notice notice, Object... more) throws Exception {
        var settings = new ArrayList<Object>(List.of("url", receiver.url(path)));
        settings.addAll(List.of(more));
        try (Notifier notifier = webhook(settings.toArray())) {
            notifier.send(notice);
        }
        return receiver.requests.get(receiver.requests.size() - 1);
    }

    private static JsonObject json(HttpReceiver.Request request) {
        assertThat(request.header("Content-Type")).isEqualTo("application/json");
        return JsonParser.parseString(request.body()).getAsJsonObject();
    }

    @Test
    void jsonIsTheWholeNotice() throws Exception {
        HttpReceiver.Request request = sent("/x?y=1", down(), "token", SECRET);

        assertThat(request.method() + " " + request.path()).isEqualTo("POST /x?y=1");
        assertThat(request.header("Authorization")).isEqualTo("Bearer " + SECRET);
        assertThat(request.header("Idempotency-Key")).isEqualTo("01DOWN");
        assertWhole(json(request));
    }

    @Test
    void aLateNoticeBearsTheTimeOfItsEventAndSaysHowLateItIs() throws Exception {
        var late = new Late();
        JsonObject json = json(sent("", late.notice()));

        late.assertUnderstood(
                json.get("time").getAsString(), json.get("delayed_seconds").getAsString());
    }

    private static void assertWhole(JsonObject json) {
        assertThat(json.keySet())
                .containsExactly(
                        "schema",
                        "id",
                        "incident",
                        "event",
                        "word",
                        "severity",
                        "time",
                        "host",
                        "uplink",
                        "title",
                        "text",
                        "fields",
                        "delayed_seconds");
        assertThat(json.get("uplink").getAsString()).isEqualTo(HOSTILE);
        assertThat(json.get("severity").getAsString()).isEqualTo("warning");
        assertThat(OffsetDateTime.parse(json.get("time").getAsString()).toInstant())
                .isEqualTo(AT);
        assertThat(json.getAsJsonObject("fields").keySet()).containsExactly("family", "interface", HOSTILE);
        assertThat(json.getAsJsonObject("fields").get(HOSTILE).getAsString()).isEqualTo(HOSTILE);
        assertThat(json.get("title").getAsString()).isEqualTo(SHOWN + ": 0 of 4");
    }

    @Test
    void cloudeventsIsStructuredMode() throws Exception {
        HttpReceiver.Request request = sent("/", down(), "preset", "cloudevents");

        JsonObject json = JsonParser.parseString(request.body()).getAsJsonObject();
        assertThat(request.header("Content-Type")).isEqualTo("application/cloudevents+json");
        assertThat(request.headers()).doesNotContainKey("Authorization");
        assertThat(text(json, "specversion")).isEqualTo("1.0");
        assertThat(text(json, "id")).isEqualTo("01DOWN");
        assertThat(text(json, "source")).isEqualTo("urn:ftr:gw1");
        assertThat(text(json, "type")).isEqualTo("io.github.ftr.uplink.down.v1");
        assertThat(text(json, "subject")).isEqualTo(HOSTILE);
        assertWhole(json.getAsJsonObject("data"));
    }

    @Test
    void slackGetsTextAndOneBlockInWhichNothingIsMarkup() throws Exception {
        JsonObject json = json(sent("/", down(), "preset", "slack"));

        String escaped = SHOWN.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        assertThat(text(json, "text")).isEqualTo(":warning: [ftr gw1] DOWN " + escaped + ": 0 of 4");
        JsonObject block = json.getAsJsonArray("blocks").get(0).getAsJsonObject();
        assertThat(json.getAsJsonArray("blocks")).hasSize(1);
        assertThat(text(block.getAsJsonObject("text"), "text"))
                .startsWith(":warning: *[ftr gw1] DOWN " + escaped)
                .endsWith("'''\n```")
                .hasSizeLessThanOrEqualTo(3000);
    }

    @Test
    void mattermostGetsMarkdownInWhichNothingIsMarkup() throws Exception {
        JsonObject json = json(sent("/", down(), "preset", "mattermost"));

        assertThat(text(json, "text"))
                .contains(
                        "**[ftr gw1] DOWN d\"s,l\\\\ \\</b\\>\\&\\{id\\}   \\`\\*\u00e8\uD83D\uDE00: 0 of 4**\n\n```\n");
    }

    @Test
    void telegramGetsHtmlAndIsSilentForGoodNews() throws Exception {
        HttpReceiver.Request request =
                sent("", down(), "preset", "telegram", "token", "12:abc-canary", "chat", "-1001");

        JsonObject json = json(request);
        assertThat(request.path()).isEqualTo("/bot12%3Aabc-canary/sendMessage");
        assertThat(text(json, "chat_id")).isEqualTo("-1001");
        assertThat(text(json, "parse_mode")).isEqualTo("HTML");
        assertThat(json.get("disable_notification").getAsBoolean()).isFalse();
        assertThat(text(json, "text")).startsWith("<b>[ftr gw1] DOWN d\"s,l\\ &lt;/b&gt;&amp;{id}");
        JsonObject good = json(sent(
                "",
                Webhooks.notice("01UP", "uplink.up", "UP", Severity.NOTICE),
                "preset",
                "telegram",
                "token",
                "1",
                "chat",
                "2"));
        assertThat(good.get("disable_notification").getAsBoolean()).isTrue();
    }

    @Test
    void ntfyGetsItsTopicFromTheUrlAndANumberForPriority() throws Exception {
        HttpReceiver.Request request = sent("/sub/uplinks", down(), "preset", "ntfy", "token", SECRET);

        JsonObject json = json(request);
        assertThat(request.path()).isEqualTo("/sub/");
        assertThat(request.header("Authorization")).isEqualTo("Bearer " + SECRET);
        assertThat(text(json, "topic")).isEqualTo("uplinks");
        assertThat(text(json, "title")).isEqualTo("[ftr gw1] DOWN " + SHOWN + ": 0 of 4");
        assertThat(json.get("priority").getAsJsonPrimitive().isNumber()).isTrue();
        assertThat(json.get("priority").getAsInt()).isEqualTo(4);
        assertThat(texts(json.getAsJsonArray("tags"))).containsExactly("warning", "DOWN");
    }

    @Test
    void whatTheUrlAsksForStaysBehindThePath() throws Exception {
        HttpReceiver.Request ntfy = sent("/sub/uplinks?auth=QmFzaWM", down(), "preset", "ntfy");
        HttpReceiver.Request gotify = sent("/push/?via=proxy", down(), "preset", "gotify", "token", SECRET);
        HttpReceiver.Request own = sent("/a?b=c", down(), "path", "/d?e={severity}");

        assertThat(ntfy.path()).isEqualTo("/sub/?auth=QmFzaWM");
        assertThat(text(json(ntfy), "topic")).isEqualTo("uplinks");
        assertThat(gotify.path()).isEqualTo("/push/message?via=proxy");
        assertThat(own.path()).isEqualTo("/a/d?e=warning&b=c");
    }

    @Test
    void gotifyGetsItsKeyInAHeader() throws Exception {
        HttpReceiver.Request request = sent("/", down(), "preset", "gotify", "token", SECRET);

        JsonObject json = json(request);
        assertThat(request.path()).isEqualTo("/message");
        assertThat(request.header("X-Gotify-Key")).isEqualTo(SECRET);
        assertThat(json.get("priority").getAsInt()).isEqualTo(6);
        assertThat(text(json, "title")).isEqualTo("[ftr gw1] DOWN " + SHOWN + ": 0 of 4");
    }

    @Test
    void matrixPutsTheEventIdAsTransaction() throws Exception {
        HttpReceiver.Request request =
                sent("", down(), "preset", "matrix", "token", SECRET, "room", "!a/b:example.org");

        assertThat(request.method() + " " + request.path())
                .isEqualTo("PUT /_matrix/client/v3/rooms/%21a%2Fb%3Aexample.org/send/m.room.message/01DOWN");
        assertThat(text(json(request), "msgtype")).isEqualTo("m.text");
        assertThat(text(json(request), "body"))
                .startsWith("[ftr gw1] DOWN " + SHOWN + ": 0 of 4\n\n(delayed ")
                .contains(")\n\nWhy     ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"slack", "mattermost", "telegram", "ntfy", "gotify", "matrix"})
    void whatPeopleReadSaysThatItComesLate(String preset) throws Exception {
        var settings = new ArrayList<Object>(List.of("preset", preset));
        switch (preset) {
            case "telegram" -> settings.addAll(List.of("token", SECRET, "chat", "1"));
            case "gotify" -> settings.addAll(List.of("token", SECRET));
            case "matrix" -> settings.addAll(List.of("token", SECRET, "room", "!a:example.org"));
            default -> {}
        }

        String late = sent("/x", down(), settings.toArray()).body();
        String inTime = sent("/x", HostileTexts.notice(0), settings.toArray()).body();

        assertThat(late).containsPattern("\\(delayed \\d+ h \\d+ min: this happened on 2026-11-22 at ");
        assertThat(inTime).contains("dsl").doesNotContain("delayed");
    }

    @Test
    void whatIsSaidAgainWhileItLastsIsNotLate() throws Exception {
        assertThat(sent("", down(), "preset", "alertmanager").body()).doesNotContain("delayed");
    }

    @ParameterizedTest
    @CsvSource({"uplink.up, UP", "uplink.idle, IDLE"})
    void alertmanagerSeesTheSameAlertEndWhenTheUplinkIsBackOrNotNeeded(String kind, String word) throws Exception {
        HttpReceiver.Request down = sent("", down(), "preset", "alertmanager");
        HttpReceiver.Request up =
                sent("", Webhooks.notice("01" + word, kind, word, Severity.NOTICE), "preset", "alertmanager");

        assertThat(down.path()).isEqualTo("/api/v2/alerts");
        JsonObject fires = alert(down);
        JsonObject ends = alert(up);
        assertThat(fires.get("labels")).isEqualTo(ends.get("labels"));
        assertThat(text(fires.getAsJsonObject("labels"), "alertname")).isEqualTo("FtrUplinkDown");
        assertThat(text(fires.getAsJsonObject("labels"), "uplink")).isEqualTo(HOSTILE);
        assertThat(text(fires.getAsJsonObject("labels"), "family")).isEqualTo("IPv4");
        assertThat(OffsetDateTime.parse(text(fires, "startsAt")).toInstant()).isEqualTo(AT);
        assertThat(OffsetDateTime.parse(text(fires, "endsAt")).toInstant())
                .isBetween(Instant.now().plusSeconds(180), Instant.now().plusSeconds(240));
        assertThat(OffsetDateTime.parse(text(ends, "endsAt")).toInstant()).isEqualTo(AT);
        assertThat(ends.has("startsAt")).isFalse();
    }

    private static JsonObject alert(HttpReceiver.Request request) {
        JsonArray alerts = JsonParser.parseString(request.body()).getAsJsonArray();
        assertThat(alerts).hasSize(1);
        return alerts.get(0).getAsJsonObject();
    }

    @Test
    void homeassistantGetsAFlatObjectForTemplates() throws Exception {
        JsonObject json = json(sent("/api/webhook/abc", down(), "preset", "homeassistant"));

        assertThat(text(json, "uplink")).isEqualTo(HOSTILE);
        assertThat(text(json, "interruption_level")).isEqualTo("active");
        assertThat(text(json.getAsJsonObject("fields"), HOSTILE)).isEqualTo(HOSTILE);
    }

    @Test
    void onesOwnPresetReplacesPartsInTheSettings() throws Exception {
        HttpReceiver.Request request = sent(
                "/gate",
                down(),
                "method",
                "PUT",
                "path",
                "?to={team}&text={line}",
                "headers",
                java.util.Map.of("content-type", "application/vnd.acme+json", "X-Kind", "{kind}", "X-Line", "{line}"),
                "body",
                "{\"n\": \"{level}\", \"who\": \"{team}: {uplink}\", \"not\": \"{field.no-such}\", \"k\": [1, null]}",
                "severity",
                java.util.Map.of("warning", "3"),
                "values",
                java.util.Map.of("team", "no&c"));

        assertThat(request.method()).isEqualTo("PUT");
        assertThat(request.path()).startsWith("/gate?to=no%26c&text=DOWN%20d%22s%2Cl%5C%20%3C%2Fb%3E%26%7Bid%7D");
        assertThat(request.header("Content-type")).isEqualTo("application/vnd.acme+json");
        assertThat(request.header("X-kind")).isEqualTo("uplink.down");
        assertThat(request.header("X-line")).isEqualTo("DOWN d\"s,l\\ </b>&{id}   `*??: 0 of 4");
        JsonObject json = JsonParser.parseString(request.body()).getAsJsonObject();
        assertThat(json.keySet()).containsExactly("n", "who", "k");
        assertThat(json.get("n").getAsJsonPrimitive().isNumber()).isTrue();
        assertThat(text(json, "who")).isEqualTo("no&c: " + HOSTILE);
    }

    @Test
    void theSignatureIsTheHmacOfTheBody() throws Exception {
        HttpReceiver.Request request = sent("/", down(), "hmac", SECRET);

        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        assertThat(request.header("X-Hub-Signature-256"))
                .isEqualTo("sha256="
                        + HexFormat.of().formatHex(mac.doFinal(request.body().getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void theLanguageIsTheOneAskedFor() throws Exception {
        assertThat(text(json(sent("/", down(), "language", "it")), "title")).isEqualTo("(it)");
        assertThat(text(json(sent("/", down(), "language", "xx")), "title")).endsWith("0 of 4");
    }

    @Test
    void allPresetsTakeANoticeWithoutAnUplinkAndTextsWithoutEnd() throws Exception {
        String endless = "<&\"\uD83D\uDE00".repeat(20_000);
        var notice = new Notice(
                "01X",
                "01X",
                "future.kind",
                "NEWS",
                Severity.INFO,
                AT,
                "gw1",
                java.util.Optional.empty(),
                java.util.Map.of(),
                java.util.Map.of("en", new Notice.Text(endless, endless)));
        for (String preset : new Presets().names()) {
            HttpReceiver.Request request =
                    sent("/topic", notice, "preset", preset, "token", "t", "chat", "c", "room", "r");

            JsonElement json = JsonParser.parseString(request.body());
            assertThat(json.toString()).as(preset).contains("NEWS").doesNotContain("{level}", "{line}");
            if (preset.equals("slack") || preset.equals("telegram") || preset.equals("ntfy")) {
                assertThat(request.body().length()).as(preset).isLessThan(9000);
            }
        }
    }

    private static String text(JsonObject json, String key) {
        return json.get(key).getAsString();
    }

    private static List<String> texts(JsonArray array) {
        return array.asList().stream().map(JsonElement::getAsString).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "json, INFO",
        "cloudevents, INFO",
        "slack, NOTICE",
        "mattermost, NOTICE",
        "ntfy, NOTICE",
        "alertmanager, NOTICE",
        "homeassistant, INFO"
    })
    void whatIsOnlyForTheRecordIsForProgramsUnlessTheSettingsSayOtherwise(String preset, Severity least) {
        try (var hook = Webhooks.webhook("preset", preset, "url", "http://127.0.0.1:1/x");
                var own = Webhooks.webhook("preset", preset, "url", "http://127.0.0.1:1/x", "min-severity", "error")) {
            assertThat(hook.minSeverity()).isEqualTo(least);
            assertThat(own.minSeverity()).isEqualTo(Severity.ERROR);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "json, false, 0",
        "cloudevents, false, 0",
        "slack, true, 0",
        "mattermost, true, 0",
        "ntfy, true, 0",
        "alertmanager, false, 60",
        "homeassistant, false, 0"
    })
    void whoWantsSummariesAndWhoWantsToBeRemindedStandsInThePreset(String preset, boolean people, int seconds) {
        var hook = Webhooks.webhook("preset", preset, "url", "http://127.0.0.1:1/x");

        assertThat(hook.forPeople()).isEqualTo(people);
        assertThat(hook.repeatEvery()).hasSeconds(seconds);
        hook.close();
    }
}
