// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.mqtt;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.ftrouter.notify.Dialler;
import org.jspecify.annotations.Nullable;

/**
 * A connection to the broker, made when needed, and what must be found there: after a new connection it is all published
 * again, because a broker that was restarted may have forgotten it.
 */
final class MqttSession {
    /** So long, in milliseconds, a farewell may take at each step. */
    private static final int FAREWELL = 1000;

    private final Broker broker;
    private final Topics topics;
    private final boolean daemon;
    private final Map<String, String> retained = new LinkedHashMap<>();
    private volatile @Nullable Client client;
    private volatile @Nullable Dialler dialler;
    private volatile boolean closed;

    /** One that says goodbye for a bounded time: the library's own waits for ever if the broker hangs up at that moment. */
    private static final class Client extends MqttClient {
        private Client(String broker, String id) throws MqttException {
            super(broker, id, new MemoryPersistence());
        }

        private void leave() throws MqttException {
            try {
                aClient.disconnect(FAREWELL).waitForCompletion(FAREWELL);
            } catch (MqttException e) {
                disconnectForcibly(0, 1, false); // closed amid a farewell, the library would leave threads behind
            }
        }
    }

    /** The daemon's says whether it is there; any other says nothing about that. */
    MqttSession(Broker broker, Topics topics, boolean daemon) {
        this.broker = broker;
        this.topics = topics;
        this.daemon = daemon;
    }

    boolean isConnected() {
        Client mine = client;
        return mine != null && mine.isConnected();
    }

    /** Remembers a message to be found by those who come later; published with the next {@link #connect} or {@link #send}. */
    synchronized void keep(String topic, String text) {
        retained.put(topic, text);
    }

    /** Sees to it that there is a connection and that everything kept is published. */
    synchronized void connect() throws MqttException {
        if (isConnected()) {
            return;
        }
        drop();
        var made = new Client(broker.forLibrary(), broker.clientId());
        made.setTimeToWait(broker.patience().toMillis());
        var way = new Dialler(broker.names());
        client = made;
        dialler = way;
        if (closed) {
            drop();
            throw new MqttException(MqttException.REASON_CODE_CLIENT_CLOSED);
        }
        MqttConnectOptions options = broker.options(way);
        if (daemon) {
            options.setWill(topics.availability(), "offline".getBytes(StandardCharsets.UTF_8), 1, true);
        }
        made.connect(options);
        for (Map.Entry<String, String> message : retained.entrySet()) {
            publish(made, message.getKey(), message.getValue(), true);
        }
        if (daemon) {
            publish(made, topics.availability(), "online", true);
        }
    }

    /** Publishes kept messages and an event, and returns when the broker has confirmed all of them. */
    synchronized void send(Map<String, String> kept, String event) throws MqttException {
        retained.putAll(kept);
        connect();
        Client mine = client;
        if (mine == null) {
            throw new MqttException(MqttException.REASON_CODE_CLIENT_CLOSED);
        }
        for (Map.Entry<String, String> message : kept.entrySet()) {
            publish(mine, message.getKey(), message.getValue(), true);
        }
        publish(mine, topics.event(), event, false);
    }

    private static void publish(MqttClient to, String topic, String text, boolean retain) throws MqttException {
        to.publish(topic, text.getBytes(StandardCharsets.UTF_8), 1, retain); // waits for the confirmation
    }

    /** Ends the connection at once, and every wait for it; a new one is made when needed. For any thread. */
    void drop() {
        Client mine = client;
        Dialler way = dialler;
        client = null;
        if (way != null) {
            way.abandon(); // also a connection that is being made
        }
        if (mine != null) {
            try {
                if (mine.isConnected()) {
                    mine.disconnectForcibly(0, 1, false);
                }
                mine.close(true);
            } catch (MqttException e) {
                client = null; // gone or not, nobody uses it any more
            }
        }
    }

    /** Says goodbye, if there is anybody to say it to. */
    void close() {
        closed = true;
        Client mine = client;
        try {
            if (mine != null && mine.isConnected()) {
                mine.setTimeToWait(FAREWELL);
                if (daemon) {
                    publish(mine, topics.availability(), "offline", true);
                }
                mine.leave();
            }
        } catch (MqttException e) {
            closed = true; // the last will says it
        }
        drop();
    }
}
