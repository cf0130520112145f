// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.webhook;

import static org.ftrouter.notify.webhook.Webhooks.SECRET;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.testkit.NotifierContract;
import org.ftrouter.notify.HttpReceiver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class WebhookContractTest extends NotifierContract {
    private final List<AutoCloseable> others = new ArrayList<>();
    private HttpReceiver receiver;

    @BeforeEach
    void start() throws Exception {
        receiver = new HttpReceiver();
    }

    @AfterEach
    void stop() throws Exception {
        receiver.close();
        for (AutoCloseable other : others) {
            other.close();
        }
    }

    @Override
    protected Notifier working() {
        return Webhooks.webhook("url", receiver.url("/hook"), "token", SECRET, "hmac", SECRET);
    }

    @Override
    protected Notifier unreachable() throws Exception {
        try (var unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Webhooks.webhook("url", "http://127.0.0.1:" + unused.getLocalPort() + "/" + SECRET, "token", SECRET);
        }
    }

    @Override
    protected Optional<Notifier> stuck() throws Exception {
        var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress()); // the kernel accepts, nobody answers
        others.add(silent);
        return Optional.of(
                Webhooks.webhook("url", "http://127.0.0.1:" + silent.getLocalPort(), "timeout", Duration.ofMinutes(1)));
    }

    @Override
    protected List<Delivery> delivered() {
        var deliveries = new ArrayList<Delivery>();
        for (HttpReceiver.Request request : receiver.requests) {
            JsonObject json = JsonParser.parseString(request.body()).getAsJsonObject();
            deliveries.add(new Delivery(
                    json.get("id").getAsString(),
                    json.get("event").getAsString(),
                    json.get("word").getAsString() + " " + json.get("title").getAsString()));
        }
        return deliveries;
    }

    @Override
    protected String secret() {
        return SECRET;
    }
}
