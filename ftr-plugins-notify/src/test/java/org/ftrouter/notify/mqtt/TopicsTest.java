// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever uplinks and routers are called, their topics are legal, their own, and Home Assistant shows the true name. */
class TopicsTest {
    private static final List<String> NAMES = List.of(
            "dsl",
            "dsl.1",
            "dsl_1",
            "dsl 1",
            "dsl/1",
            "+",
            "#",
            "$SYS",
            "a\"b",
            "a\\b",
            "a\nb",
            "a\u0000b",
            "\u2028",
            "\uD83D\uDE80",
            "\uD83D\uDEF0",
            "",
            " ",
            "x".repeat(200),
            "x".repeat(199) + ".",
            "internet");

    private final Topics topics = new Topics("ftr", "homeassistant", "gw1");

    private static List<String> sensors() {
        var sensors = new ArrayList<String>();
        for (String name : NAMES) {
            sensors.add(Topics.sensor(name, false));
            sensors.add(Topics.sensor(name, true));
        }
        sensors.add(Topics.INTERNET);
        return sensors;
    }

    @Test
    void plainNamesStandInTopicsAsTheyAre() {
        assertThat(topics.state("dsl")).isEqualTo("ftr/gw1/dsl/state");
        assertThat(topics.attributes("dsl")).isEqualTo("ftr/gw1/dsl/attributes");
        assertThat(topics.config("dsl")).isEqualTo("homeassistant/binary_sensor/ftr_gw1_dsl/config");
        assertThat(Topics.sensor("dsl", true)).isEqualTo("dsl IPv6");
    }

    @Test
    void eachNameHasTopicsOfItsOwnOfLegalCharacters() {
        assertThat(sensors().stream().map(topics::state))
                .doesNotHaveDuplicates()
                .allMatch(topic -> topic.matches("ftr/gw1/[A-Za-z0-9_-]+/state"));
        assertThat(sensors().stream().map(topics::config))
                .doesNotHaveDuplicates()
                .allMatch(topic -> topic.matches("homeassistant/binary_sensor/ftr_gw1_[A-Za-z0-9_-]+/config"));
        assertThat(sensors().stream()
                        .map(s -> json(topics.description(s)).get("unique_id").getAsString()))
                .doesNotHaveDuplicates();
    }

    /** Names that are what another one becomes. */
    @Test
    void aNameThatLooksLikeAChangedOneIsNotTakenForIt() {
        Stream<String> changed = sensors().stream().map(topics::state).map(topic -> topic.split("/", -1)[2]);

        assertThat(Stream.concat(sensors().stream(), changed).distinct().map(topics::state))
                .doesNotHaveDuplicates();
    }

    @Test
    void homeAssistantReadsTheVeryName() {
        for (String sensor : sensors()) {
            JsonObject description = json(topics.description(sensor));
            assertThat(description.get("name").getAsString()).isEqualTo(sensor);
            assertThat(description.get("state_topic").getAsString()).isEqualTo(topics.state(sensor));
        }
    }

    @Test
    void anUplinkCalledInternetIsNotTheWholeRouter() {
        assertThat(Topics.sensor("internet", false)).isEqualTo("uplink internet");
        assertThat(topics.state(Topics.INTERNET)).isEqualTo("ftr/gw1/internet/state");
        assertThat(topics.state(Topics.sensor("internet", false))).startsWith("ftr/gw1/uplink_internet_");
    }

    @Test
    void aHostOfAnyNameIsOneLevel() {
        var hostile = new Topics("", "ha", "gw/+.#");

        assertThat(hostile.availability()).matches("gw____[0-9a-f_]+/availability");
        assertThat(json(hostile.description("dsl"))
                        .getAsJsonObject("device")
                        .get("name")
                        .getAsString())
                .isEqualTo("Router gw/+.#");
    }

    /** Several routers tell one Home Assistant. */
    @Test
    void noSensorHasTheIdOfAnotherRoutersSensor() {
        List<String> parts = List.of("gw", "gw.lan", "1", "dsl", "dsl IPv6", "_", "-", "a_1a2b3c4d", "1a2b3c4d");
        var names = new LinkedHashSet<String>(parts);
        parts.forEach(one -> parts.forEach(two -> names.add(one + "_" + two)));
        parts.forEach(
                part -> names.add(new Topics("", "ha", part).availability().split("/", -1)[0] + "_dsl"));
        var ids = new ArrayList<String>();
        for (String host : names) {
            var router = new Topics("ftr", "ha", host);
            names.forEach(sensor -> ids.add(id(router, sensor)));
        }

        assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches("[A-Za-z0-9_-]+"));
    }

    @Test
    void onlyWhereItIsNotClearWhichPartIsTheHostItsLengthIsTold() {
        assertThat(id(new Topics("ftr", "ha", "gw"), "1_dsl")).isEqualTo("ftr_gw_1_dsl");
        assertThat(id(new Topics("ftr", "ha", "gw_1"), "dsl")).isEqualTo("ftr-4_gw_1_dsl");
        assertThat(id(new Topics("ftr", "ha", "gw-1"), "dsl IPv6")).matches("ftr_gw-1_dsl_IPv6_[0-9a-f]{8}");
        assertThat(id(new Topics("ftr", "ha", "gw.example.org"), "dsl")).matches("ftr_gw_example_org_[0-9a-f]{8}_dsl");
    }

    private static String id(Topics router, String sensor) {
        String id = json(router.description(sensor)).get("unique_id").getAsString();
        assertThat(router.config(sensor)).isEqualTo("ha/binary_sensor/" + id + "/config");
        return id;
    }

    private static JsonObject json(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }
}
