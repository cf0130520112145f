// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.mqtt;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.ftrouter.api.Secret;
import org.ftrouter.notify.CheckedTls;
import org.ftrouter.notify.Dialler;
import org.ftrouter.notify.Names;

/**
 * Who to speak to. Not shown whole: the password is in it.
 *
 * @param url {@code tcp://} or {@code ssl://}, host and port
 * @param clientId one at a time for the broker
 * @param user {@code ""}: no login
 * @param password to log in with
 * @param trust whose certificates are believed; empty: the system's
 * @param names who looks up the host, and the way there
 * @param timeout for a whole delivery
 */
record Broker(
        URI url,
        String clientId,
        String user,
        Optional<Secret> password,
        Optional<SSLContext> trust,
        Names names,
        Duration timeout) {

    /** The library must not give up at the very moment at which an attempt ends: which of them is heard would be chance. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    /** The library counts a confirmed message as under way until a thread of its own, which may lag, has looked at it. */
    private static final int MOST_IN_FLIGHT = 10_000;

    /** The same for somebody beside the daemon, whose connection a broker ends when another comes with its id. */
    Broker visited() {
        return new Broker(url, clientId + "-test", user, password, trust, names, timeout);
    }

    /** How to connect with such connections. */
    MqttConnectOptions options(Dialler dialler) {
        var options = new MqttConnectOptions();
        options.setCleanSession(true);
        options.setAutomaticReconnect(false); // only ours publishes again what is known
        options.setConnectionTimeout((int) patience().toSeconds());
        options.setKeepAliveInterval(30);
        options.setMaxInflight(MOST_IN_FLIGHT);
        if (!user.isEmpty()) {
            options.setUserName(user);
            password.ifPresent(p -> options.setPassword(p.reveal().toCharArray()));
        }
        options.setSocketFactory(new DialledModule.Sockets(dialler, encryption(), timeout));
        return options;
    }

    /** Empty if there is none. */
    Optional<CheckedTls> encryption() {
        return "ssl".equals(url.getScheme())
                ? Optional.of(CheckedTls.trusting(trust, url.getHost().replaceAll("[\\[\\]]", "")))
                : Optional.empty();
    }

    /** The URL as the library has to be told, so that it leaves the connection to us. */
    String forLibrary() {
        return DialledModule.Factory.SCHEME + "://" + this;
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
