// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.notify.HostileTexts;
import org.ftrouter.notify.HttpReceiver;
import org.ftrouter.notify.PlainText;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/**
 * Whatever an uplink is called, what a preset sends has the members of that preset and no others, and the name is where
 * it belongs: as it is in the members for programs, as text and nothing but text in those for people.
 */
class HostilePresetsTest {
    private static final String TITLE = "[ftr gw1] DOWN ";

    private HttpReceiver receiver;

    @BeforeEach
    void start() throws Exception {
        receiver = new HttpReceiver();
    }

    @AfterEach
    void stop() {
        receiver.close();
    }

    static List<Integer> numbers() {
        return java.util.stream.IntStream.range(0, HostileTexts.ALL.size())
                .boxed()
                .toList();
    }

    private JsonElement sent(String preset, int number) throws Exception {
        try (Notifier notifier = Webhooks.webhook(
                "url", receiver.url("/topic"), "preset", preset, "token", "t", "chat", "c", "room", "r")) {
            notifier.send(HostileTexts.notice(number));
        }
        return JsonParser.parseString(
                receiver.requests.get(receiver.requests.size() - 1).body());
    }

    /** Of every member its path and its type. */
    private static Map<String, String> shape(String path, JsonElement json) {
        var shape = new TreeMap<String, String>();
        if (json instanceof JsonObject object) {
            object.entrySet().forEach(e -> shape.putAll(shape(path + "/" + e.getKey(), e.getValue())));
        } else if (json.isJsonArray()) {
            for (int i = 0; i < json.getAsJsonArray().size(); i++) {
                shape.putAll(shape(path + "/" + i, json.getAsJsonArray().get(i)));
            }
        } else {
            shape.put(path, json.getAsJsonPrimitive().isString() ? "text" : "number or flag");
        }
        return shape;
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void noPresetGetsAnotherMember(int number) throws Exception {
        for (String preset : new Presets().names()) {
            assertThat(shape("", sent(preset, number))).as(preset).isEqualTo(shape("", sent(preset, 0)));
        }
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void programsGetTheNameAsItIs(int number) throws Exception {
        String name = HostileTexts.written(HostileTexts.ALL.get(number));

        assertThat(at(sent("json", number), "uplink")).isEqualTo(name);
        assertThat(at(sent("json", number), "fields", "reason")).isEqualTo(name);
        assertThat(at(sent("cloudevents", number), "subject")).isEqualTo(name);
        assertThat(at(sent("cloudevents", number), "data", "fields", "reason")).isEqualTo(name);
        assertThat(at(sent("homeassistant", number), "uplink")).isEqualTo(name);
        JsonElement alert = sent("alertmanager", number).getAsJsonArray().get(0);
        assertThat(at(alert, "labels", "uplink")).isEqualTo(name);
        assertThat(at(alert, "labels", "alertname")).isEqualTo("FtrUplinkDown");
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void peopleReadTheNameAsText(int number) throws Exception {
        String title = TITLE + PlainText.line(HostileTexts.ALL.get(number), 500);

        assertThat(title).startsWith(at(sent("ntfy", number), "title"));
        assertThat(at(sent("gotify", number), "title")).isEqualTo(title);
        assertThat(at(sent("matrix", number), "body")).startsWith(title + "\n\n");
        Element bold = html(at(sent("telegram", number), "text"));
        assertThat(title).startsWith(bold.getTextContent());
        assertThat(bold.getTextContent().length()).isGreaterThanOrEqualTo(Math.min(title.length(), 400));
        assertThat(slack(at(sent("slack", number), "text"))).isEqualTo(":warning: " + title);
        String markdown = at(sent("mattermost", number), "text");
        String before = ":warning: **" + TITLE;
        assertThat(markdown).startsWith(before);
        String line = markdown(markdown.substring(before.length(), markdown.indexOf("**\n\n```\n")));
        assertThat(title.substring(TITLE.length())).startsWith(line);
        assertThat(markdown.split("```", -1)).hasSize(3);
    }

    /** Telegram's HTML is XML: what is bold, before what is set as it is, and nothing else. */
    private static Element html(String text) throws Exception {
        var document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader("<all>" + text + "</all>")));
        Element all = document.getDocumentElement();
        assertThat(all.getElementsByTagName("*").getLength()).isEqualTo(2);
        assertThat(all.getElementsByTagName("pre").getLength()).isEqualTo(1);
        return (Element) all.getElementsByTagName("b").item(0);
    }

    /** Slack's control characters are these three; between angle brackets it takes anything for a link or a mention. */
    private static String slack(String text) {
        assertThat(text).doesNotContain("<", ">").doesNotContainPattern("&(?!amp;|lt;|gt;)");
        return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    }

    /** In CommonMark a backslash before punctuation makes it text. */
    private static String markdown(String text) {
        assertThat(text.replaceAll("\\\\.", "")).doesNotContainPattern("[*_`\\[\\]<>~|!#&$\\\\]|@\\w");
        return text.replaceAll("\\\\(.)", "$1").replace("\u200b", "");
    }

    @Test
    void nobodyIsCalledByAName() throws Exception {
        int number = 12;
        assertThat(HostileTexts.ALL.get(number)).contains("@everyone", "@room", "<!channel>");

        assertThat(at(sent("mattermost", number), "text").split("```", -1)[0]).doesNotContainPattern("@[a-z]");
        assertThat(sent("matrix", number).getAsJsonObject().get("m.mentions")).isEqualTo(new JsonObject());
    }

    private static String at(JsonElement json, String... path) {
        JsonElement at = json;
        for (String name : path) {
            at = at.getAsJsonObject().get(name);
        }
        return at.getAsString();
    }
}
