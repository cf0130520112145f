// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.ftrouter.notify.mqtt.MqttContractTest.mqtt;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.api.notify.Severity;
import org.ftrouter.api.testkit.Certificates;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.notify.Late;
import org.ftrouter.notify.Leaks;
import org.ftrouter.notify.RecordedSteps;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real broker. */
class MqttTest {
    private static final String HOSTILE = "d/s+l#\u00e8";

    @TempDir
    Path folder;

    static Notice notice(String kind, String uplink, String usable) {
        return new Notice(
                "01" + kind + usable,
                "01",
                kind,
                "WORD",
                Severity.WARNING,
                Instant.now(),
                "gw1",
                Optional.of(uplink),
                Map.of("usable", usable, "family", "IPv4"),
                Map.of("en", new Notice.Text("t", "b\n")));
    }

    @Test
    void homeAssistantFindsAConnectivitySensorForEachUplinkWithItsRetainedState() throws Exception {
        try (var broker = new Mosquitto(folder)) {
            try (Notifier notifier = mqtt(broker.url(), "uplinks", List.of("fibre"))) {
                notifier.send(notice("uplink.down", HOSTILE, "1"));
                try (var late = broker.listener()) {
                    late.await("ftr/gw1/availability", "online");
                    late.await("ftr/gw1/internet/state", "ON");
                    late.await("homeassistant/binary_sensor/", 3);
                    List<JsonObject> sensors = late.messages.stream()
                            .filter(m -> m.topic().startsWith("homeassistant/binary_sensor/") && m.retained())
                            .map(m -> JsonParser.parseString(m.text()).getAsJsonObject())
                            .toList();
                    assertThat(sensors)
                            .extracting(s -> s.get("name").getAsString())
                            .containsExactlyInAnyOrder("internet", "fibre", HOSTILE);
                    assertThat(sensors)
                            .extracting(s -> s.get("device_class").getAsString())
                            .containsOnly("connectivity");
                    JsonObject dsl = sensors.stream()
                            .filter(s -> s.get("name").getAsString().equals(HOSTILE))
                            .findFirst()
                            .orElseThrow();
                    String stateTopic = dsl.get("state_topic").getAsString();
                    assertThat(stateTopic).matches("ftr/gw1/d_s_l___[0-9a-f]{8}/state");
                    assertThat(dsl.get("availability_topic").getAsString()).isEqualTo("ftr/gw1/availability");
                    late.await(stateTopic, "OFF");
                    late.await(dsl.get("json_attributes_topic").getAsString(), 1);
                    assertThat(late.texts(dsl.get("json_attributes_topic").getAsString()))
                            .hasSize(1);
                }
            }
            try (var after = broker.listener()) {
                after.await("ftr/gw1/availability", "offline");
            }
        }
    }

    @Test
    void twoChannelsToOneBrokerDoNotEvictEachOther() throws Exception {
        try (var broker = new Mosquitto(folder);
                Notifier one = mqtt(broker.url(), "name", "one");
                Notifier two = mqtt(broker.url(), "name", "two")) {
            one.send(notice("uplink.down", "dsl", "1"));
            two.send(notice("uplink.down", "dsl", "1"));

            assertThat(folder.resolve("mosquitto.log"))
                    .content()
                    .contains(" as ftr-gw1-one ", " as ftr-gw1-two ")
                    .doesNotContain("already connected");
        }
    }

    @Test
    void aLateNoticeBearsTheTimeOfItsEventAndSaysHowLateItIs() throws Exception {
        var late = new Late();
        try (var broker = new Mosquitto(folder);
                Notifier notifier = mqtt(broker.url());
                var listener = broker.listener()) {
            notifier.send(late.notice());

            listener.await("ftr/gw1/event", 1);
            JsonObject json = JsonParser.parseString(
                            listener.texts("ftr/gw1/event").get(0))
                    .getAsJsonObject();
            late.assertUnderstood(
                    json.get("time").getAsString(), json.get("delayed_seconds").getAsString());
        }
    }

    @Test
    void anUplinkThatIsNotDialledAnyMoreIsNeitherOnNorOff() throws Exception {
        try (var broker = new Mosquitto(folder);
                Notifier notifier = mqtt(broker.url(), "uplinks", List.of("lte"))) {
            notifier.send(notice("uplink.down", "lte", "1"));
            notifier.send(notice("uplink.idle", "lte", "2"));

            try (var late = broker.listener()) {
                late.await("ftr/gw1/lte/state", "None");
                late.await("ftr/gw1/lte/attributes", 1);
                assertThat(late.texts("ftr/gw1/lte/attributes"))
                        .singleElement()
                        .asString()
                        .contains("uplink.idle");
            }
        }
    }

    @Test
    void theLastWillSaysThatTheDaemonIsGone() throws Exception {
        try (var broker = new Mosquitto(folder);
                var listener = broker.listener()) {
            var session = new MqttSession(
                    new Broker(
                            java.net.URI.create(broker.url()),
                            "x",
                            "router",
                            Optional.of(new org.ftrouter.api.Secret(Mosquitto.SECRET)),
                            Optional.empty(),
                            org.ftrouter.notify.Names.unkept(),
                            java.time.Duration.ofSeconds(8)),
                    new Topics("ftr", "", "gw1"),
                    true);
            session.connect();
            listener.await("ftr/gw1/availability", "online");

            session.drop(); // without a farewell, as a daemon that was killed

            listener.await("ftr/gw1/availability", "offline");
        }
    }

    /** A test comes from another process with the same settings. */
    @Test
    void aTestLeavesTheDaemonsConnectionAlone() throws Exception {
        try (var broker = new Mosquitto(folder);
                Notifier daemon = mqtt(broker.url());
                var listener = broker.listener()) {
            daemon.send(notice("uplink.up", "dsl", "2"));
            try (Notifier other = mqtt(broker.url())) {
                other.test(notice("test", "dsl", "2"), new RecordedSteps());
            }
            daemon.send(notice("uplink.up", "dsl", "1"));

            listener.await("ftr/gw1/event", 3);
            assertThat(listener.texts("ftr/gw1/availability")).containsExactly("online");
        }
    }

    @Test
    void afterARestartOfTheBrokerEverythingIsThereAgainWithoutANotice() throws Exception {
        try (var broker = new Mosquitto(folder);
                Notifier notifier = mqtt(broker.url())) {
            notifier.start();
            notifier.send(notice("uplink.down", "dsl", "1"));
            broker.kill();
            assertThatThrownBy(() -> notifier.send(notice("uplink.up", "dsl", "2")))
                    .isInstanceOf(NotifyException.class)
                    .hasMessageContaining("MQTT broker 127.0.0.1:");
            broker.start();

            try (var listener = broker.listener()) {
                listener.await("ftr/gw1/dsl/state", "ON"); // what it should be now, though the notice still waits
                listener.await("ftr/gw1/availability", "online");
                notifier.send(notice("uplink.up", "dsl", "2"));
                listener.await("ftr/gw1/event", 1);
                assertThat(listener.texts("ftr/gw1/event")).hasSize(1);
                assertThat(listener.texts("ftr/gw1/internet/state")).contains("ON");
            }
        }
    }

    @Test
    void aWrongPasswordAndAStrangersCertificateAreRefusals() throws Exception {
        var certificates = new Certificates(folder);
        certificates.sign("good", "ip:127.0.0.1");
        certificates.sign("wrong", "dns:mqtt.example.net");
        try (var broker = new Mosquitto(folder);
                Notifier notifier = mqtt(broker.url(), "password", "canary-wrong")) {
            Throwable failure = catchThrowable(() -> notifier.send(notice("uplink.up", "dsl", "2")));
            assertThat(failure).isInstanceOf(NotifyException.class).hasMessageContaining("Not authorized");
            assertThat(failure.toString()).doesNotContain("canary");
        }
        for (String shown : List.of("good", "wrong")) {
            try (var broker = new Mosquitto(folder, tls(certificates, shown))) {
                try (Notifier notifier = mqtt(broker.url())) {
                    assertThatThrownBy(() -> notifier.send(notice("uplink.up", "dsl", "2")))
                            .hasMessageContaining("valid certification path");
                }
                try (Notifier notifier = mqtt(broker.url(), "ca-file", certificates.pem("ca"))) {
                    if (shown.equals("good")) {
                        notifier.send(notice("uplink.up", "dsl", "2"));
                    } else {
                        assertThatThrownBy(() -> notifier.send(notice("uplink.up", "dsl", "2")))
                                .hasMessageContaining("No subject alternative names");
                    }
                }
            }
        }
    }

    private String[] tls(Certificates certificates, String alias) throws Exception {
        return new String[] {"certfile " + certificates.pem(alias), "keyfile " + certificates.key(alias)};
    }

    @Test
    void aThousandMessagesLeaveNoThreadAndNoFileBehind() throws Exception {
        try (var broker = new Mosquitto(folder);
                Notifier notifier = mqtt(broker.url())) {
            notifier.send(notice("uplink.up", "dsl", "2"));
            var before = Leaks.now();
            for (int i = 0; i < 1000; i++) {
                notifier.send(notice("uplink.up", "dsl", "2"));
            }
            Leaks.now().assertNoMoreThan(before);
        }
    }

    @Test
    void wrongSettingsAreNamedWithWhatIsAllowed() {
        assertThat(problems("broker", "mqtt://x"))
                .containsExactly("broker: 'mqtt://x' is not allowed: tcp://HOST[:PORT] or ssl://HOST[:PORT]");
        assertThat(problems()).containsExactly("broker: is missing");
        assertThat(problems("broker", "tcp://x", "password", "p"))
                .containsExactly("user: is missing: there is a password, but no name to log in with");
        assertThat(problems("broker", "tcp://x", "topic", "a/#"))
                .containsExactly("topic: 'a/#' is not allowed: A-Z a-z 0-9 _ . -, in levels separated by /");
    }

    private static List<String> problems(Object... keysAndValues) {
        TestSettings settings = TestSettings.of(keysAndValues);
        new MqttNotifierFactory().create(settings, new TestContext(Path.of("unused")));
        return settings.problems();
    }
}
