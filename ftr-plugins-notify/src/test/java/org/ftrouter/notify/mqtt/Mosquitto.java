// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** A real broker: Mosquitto in a process of its own, with a login. It forgets everything when it ends. */
public final class Mosquitto implements AutoCloseable {
    public static final String SECRET = "canary-mqtt";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private final Path folder;
    private final int port;
    private final boolean tls;
    private Process process;

    public Mosquitto(Path folder, String... more) throws Exception {
        this.folder = folder;
        this.tls = more.length > 0;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Files.writeString(folder.resolve("passwords"), "router:" + hash() + "\n");
        Files.write(
                folder.resolve("mosquitto.conf"),
                Stream.concat(
                                Stream.of(
                                        "listener " + port + " 127.0.0.1",
                                        "allow_anonymous false",
                                        "user root",
                                        "password_file " + folder.resolve("passwords")),
                                Stream.of(more))
                        .toList());
        start();
    }

    /** Mosquitto's own form: salt and PBKDF2 with 101 rounds of SHA-512. */
    private static String hash() throws Exception {
        byte[] salt = "saltsaltsalt".getBytes(StandardCharsets.US_ASCII);
        byte[] key = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                .generateSecret(new PBEKeySpec(SECRET.toCharArray(), salt, 101, 512))
                .getEncoded();
        Base64.Encoder text = Base64.getEncoder();
        return "$7$101$" + text.encodeToString(salt) + "$" + text.encodeToString(key);
    }

    void start() throws Exception {
        process = new ProcessBuilder(
                        "/usr/sbin/mosquitto",
                        "-c",
                        folder.resolve("mosquitto.conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("mosquitto.log").toFile())
                .start();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!answers()) {
            assertThat(System.nanoTime() < end && process.isAlive())
                    .as(() -> text(folder.resolve("mosquitto.log")))
                    .isTrue();
            Thread.sleep(20);
        }
    }

    private boolean answers() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return true;
        } catch (java.io.IOException e) {
            return false;
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (java.io.IOException e) {
            return e.toString();
        }
    }

    /** Ends it without a farewell. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    public String url() {
        return (tls ? "ssl" : "tcp") + "://127.0.0.1:" + port;
    }

    /** Somebody who listens to everything, retained messages included. */
    public Listener listener() throws Exception {
        return new Listener(url());
    }

    /** What came. */
    public record Message(String topic, String text, boolean retained) {}

    public static final class Listener implements AutoCloseable {
        public final List<Message> messages = new CopyOnWriteArrayList<>();
        private final MqttClient client;

        private Listener(String url) throws Exception {
            client = new MqttClient(url, "listener" + System.nanoTime(), new MemoryPersistence());
            var options = new MqttConnectOptions();
            options.setUserName("router");
            options.setPassword(SECRET.toCharArray());
            client.connect(options);
            client.subscribe(
                    "#",
                    1,
                    (topic, message) -> messages.add(new Message(
                            topic, new String(message.getPayload(), StandardCharsets.UTF_8), message.isRetained())));
        }

        /** Waits for a message. */
        void await(String topic, String text) throws InterruptedException {
            await(
                    topic + " " + text,
                    1,
                    m -> m.topic().equals(topic) && m.text().equals(text));
        }

        /** Waits for so many messages on topics that begin like this. */
        public void await(String topic, int number) throws InterruptedException {
            await(number + " of " + topic, number, m -> m.topic().startsWith(topic));
        }

        private void await(String what, int number, Predicate<Message> wanted) throws InterruptedException {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (messages.stream().filter(wanted).count() < number) {
                assertThat(System.nanoTime()).as(() -> what + " in " + messages).isLessThan(end);
                Thread.sleep(10);
            }
        }

        public List<String> texts(String topic) {
            return messages.stream()
                    .filter(m -> m.topic().equals(topic))
                    .map(Message::text)
                    .toList();
        }

        @Override
        public void close() throws Exception {
            client.disconnectForcibly(0, 100);
            client.close();
        }
    }

    @Override
    public void close() throws Exception {
        process.destroy();
        process.waitFor();
    }
}
