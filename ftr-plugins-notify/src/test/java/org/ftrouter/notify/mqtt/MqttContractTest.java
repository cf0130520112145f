// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.testkit.NotifierContract;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class MqttContractTest extends NotifierContract {
    private final List<AutoCloseable> others = new ArrayList<>();

    @TempDir
    Path folder;

    private Mosquitto broker;
    private Mosquitto.Listener listener;

    @BeforeEach
    void start() throws Exception {
        broker = new Mosquitto(folder);
        listener = broker.listener();
    }

    @AfterEach
    void stop() throws Exception {
        listener.close();
        broker.close();
        for (AutoCloseable other : others) {
            other.close();
        }
    }

    static Notifier mqtt(String url, Object... more) {
        var all = new ArrayList<Object>(List.of(
                "broker", url, "user", "router", "password", Mosquitto.SECRET, "timeout", Duration.ofSeconds(8)));
        all.addAll(List.of(more));
        TestSettings settings = TestSettings.of(all.toArray());
        Notifier made = new MqttNotifierFactory().create(settings, new TestContext(Path.of("unused")));
        assertThat(settings.problems()).isEmpty();
        return made;
    }

    @Override
    protected Notifier working() {
        return mqtt(broker.url());
    }

    @Override
    protected Notifier unreachable() throws Exception {
        try (var unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return mqtt("tcp://127.0.0.1:" + unused.getLocalPort());
        }
    }

    @Override
    protected Optional<Notifier> stuck() throws Exception {
        var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress()); // the kernel accepts, nobody answers
        others.add(silent);
        return Optional.of(mqtt("tcp://127.0.0.1:" + silent.getLocalPort(), "timeout", Duration.ofMinutes(1)));
    }

    @Override
    protected List<Delivery> delivered() throws Exception {
        try (Notifier last = mqtt(broker.url(), "topic", "end", "client-id", "end")) {
            last.send(notice("END", "x.y", "END", "end"));
        }
        var deliveries = new ArrayList<Delivery>();
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (listener.texts("end/gw1/event").isEmpty()) { // comes after everything else
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.sleep(10);
        }
        for (String text : listener.texts("ftr/gw1/event")) {
            JsonObject json = JsonParser.parseString(text).getAsJsonObject();
            deliveries.add(new Delivery(
                    json.get("id").getAsString(),
                    json.get("event").getAsString(),
                    json.get("word").getAsString() + " " + json.get("title").getAsString()));
        }
        return deliveries;
    }

    @Override
    protected String secret() {
        return Mosquitto.SECRET;
    }
}
