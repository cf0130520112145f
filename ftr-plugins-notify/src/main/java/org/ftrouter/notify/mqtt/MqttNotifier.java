// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.mqtt;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.api.notify.Steps;
import org.ftrouter.notify.Approach;
import org.ftrouter.notify.Attempt;
import org.ftrouter.notify.Censor;
import org.ftrouter.notify.NoticeJson;

/** Publishes what a notice says: the state of its uplink, whether anything works, and the notice itself. */
final class MqttNotifier implements Notifier {
    private static final long TRY_AGAIN_MILLISECONDS = 5000;
    private final Broker broker;
    private final Topics topics;
    private final String language;
    private final System.Logger logger;
    private final Censor censor;
    private final MqttSession session;
    private final Thread keeper;

    MqttNotifier(Broker broker, Topics topics, List<String> uplinks, String language, System.Logger logger) {
        this.broker = broker;
        this.topics = topics;
        this.language = language;
        this.logger = logger;
        this.censor = new Censor(broker.password().stream().toList());
        this.session = new MqttSession(broker, topics, true);
        this.keeper = new Thread(this::keepConnected, "mqtt " + broker);
        keeper.setDaemon(true);
        describe(
                        Topics.INTERNET,
                        uplinks.stream().map(u -> Topics.sensor(u, false)).toList())
                .forEach(session::keep);
    }

    private Map<String, String> describe(String first, List<String> more) {
        var messages = new LinkedHashMap<String, String>();
        if (topics.discovered()) {
            messages.put(topics.config(first), topics.description(first));
            more.forEach(sensor -> messages.put(topics.config(sensor), topics.description(sensor)));
        }
        return messages;
    }

    @Override
    public void start() {
        keeper.start();
    }

    /** So that those who watch see the daemon alive, and everything else after the broker was restarted. */
    private void keepConnected() {
        boolean failing = false;
        try {
            while (true) {
                try {
                    session.connect();
                    failing = false;
                } catch (MqttException e) {
                    if (!failing) {
                        logger.log(System.Logger.Level.WARNING, "mqtt: {0}", reason(e));
                    }
                    failing = true;
                }
                Thread.sleep(TRY_AGAIN_MILLISECONDS);
            }
        } catch (InterruptedException e) {
            session.drop();
        }
    }

    @Override
    public void send(Notice notice) throws NotifyException, InterruptedException {
        send(notice, session);
    }

    private void send(Notice notice, MqttSession session) throws NotifyException, InterruptedException {
        String json = NoticeJson.of(notice, language, Instant.now()).toString();
        Map<String, String> kept = states(notice, json);
        Attempt.run(
                new Attempt.Work() {
                    @Override
                    public void deliver() throws NotifyException {
                        try {
                            session.send(kept, json);
                        } catch (MqttException e) {
                            session.drop();
                            throw new NotifyException(reason(e));
                        }
                    }

                    @Override
                    public void abandon() {
                        session.drop();
                    }

                    @Override
                    public String unfinished() {
                        return "MQTT broker " + broker + " did not take the message";
                    }
                },
                broker.timeout());
    }

    private Map<String, String> states(Notice notice, String json) {
        var kept = new LinkedHashMap<String, String>();
        notice.uplink().ifPresent(uplink -> {
            String sensor = Topics.sensor(uplink, "IPv6".equals(notice.fields().get("family")));
            String state = state(notice.kind());
            if (!state.isEmpty()) {
                kept.putAll(describe(sensor, List.of()));
                kept.put(topics.attributes(sensor), json);
                kept.put(topics.state(sensor), state);
            }
        });
        String usable = notice.fields().get("usable");
        if (usable != null) {
            kept.put(topics.state(Topics.INTERNET), usable.equals("0") ? "OFF" : "ON");
        }
        return kept;
    }

    private static String state(String kind) {
        return switch (kind) {
            case "uplink.down" -> "OFF";
            case "uplink.up", "uplink.degraded", "uplink.recovered" -> "ON";
            case "uplink.idle" -> Topics.UNKNOWN; // not dialled: neither at fault nor known to work
            default -> "";
        };
    }

    private String reason(MqttException failure) {
        return "MQTT broker " + broker + " cannot be reached: " + censor.reason(failure);
    }

    @Override
    public void test(Notice notice, Steps steps) throws NotifyException, InterruptedException {
        String host = broker.url().getHost().replaceAll("[\\[\\]]", "");
        new Approach(host, broker.url().getPort(), broker.names(), broker.timeout(), steps).walk(broker.encryption());
        steps.begin("login", broker.user());
        var visit = new MqttSession(broker.visited(), topics, false);
        try {
            send(notice, visit);
        } finally {
            visit.close();
        }
        steps.passed("");
    }

    @Override
    public boolean forPeople() {
        return false;
    }

    @Override
    public void close() {
        keeper.interrupt();
        session.close();
    }

    @Override
    public String toString() {
        return "mqtt to " + broker;
    }
}
