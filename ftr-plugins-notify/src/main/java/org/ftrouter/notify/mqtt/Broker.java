// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.mqtt;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.ftrouter.api.Secret;

/**
 * Who to speak to. Not shown whole: the password is in it.
 *
 * @param url {@code tcp://} or {@code ssl://}, host and port
 * @param clientId one at a time for the broker
 * @param user {@code ""}: no login
 * @param password to log in with
 * @param trust whose certificates are believed; empty: the system's
 * @param timeout for a whole delivery
 */
record Broker(
        URI url,
        String clientId,
        String user,
        Optional<Secret> password,
        Optional<SSLContext> trust,
        Duration timeout) {

    /** The library must not give up at the very moment at which an attempt ends: which of them is heard would be chance. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    /** The library counts a confirmed message as under way until a thread of its own, which may lag, has looked at it. */
    private static final int MOST_IN_FLIGHT = 10_000;

    /** How to connect, with the last will. */
    MqttConnectOptions options(String willTopic, String will) {
        var options = new MqttConnectOptions();
        options.setCleanSession(true);
        options.setAutomaticReconnect(false); // only ours publishes again what is known
        options.setConnectionTimeout((int) patience().toSeconds());
        options.setKeepAliveInterval(30);
        options.setMaxInflight(MOST_IN_FLIGHT);
        options.setWill(willTopic, will.getBytes(StandardCharsets.UTF_8), 1, true);
        if (!user.isEmpty()) {
            options.setUserName(user);
            password.ifPresent(p -> options.setPassword(p.reveal().toCharArray()));
        }
        trust.ifPresent(t -> options.setSocketFactory(t.getSocketFactory()));
        options.setHttpsHostnameVerificationEnabled(true);
        return options;
    }

    /** How long the library waits for each thing, should nobody end the wait before. */
    Duration patience() {
        return timeout.plus(GRACE);
    }

    @Override
    public String toString() {
        return url.getHost() + ":" + url.getPort();
    }
}
