// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.delivery;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.jspecify.annotations.Nullable;

/** A receiver that is a program of the system. */
abstract class ProcessReceiver implements Receiver {
    private static final Pattern ID = Pattern.compile("01E\\d{5}");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    final Path folder;
    private @Nullable Process process;

    ProcessReceiver(Path folder) {
        this.folder = folder;
    }

    void run(List<String> command) throws IOException {
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("output").toFile()));
        builder.environment().put("SNMP_PERSISTENT_DIR", folder.toString());
        process = builder.start();
    }

    /** A question with a clear answer. */
    interface Question {
        boolean ask() throws Exception;
    }

    void await(String what, Question question) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!question.ask()) {
            if (System.nanoTime() > end) {
                throw new AssertionError(what + ": " + Files.readString(folder.resolve("output")));
            }
            Thread.sleep(20);
        }
    }

    @Override
    public void kill() throws Exception {
        Process mine = process;
        if (mine != null) {
            List<ProcessHandle> children = mine.descendants().toList();
            mine.destroyForcibly().waitFor();
            children.forEach(ProcessHandle::destroyForcibly);
            for (ProcessHandle child : children) {
                child.onExit().get();
            }
        }
    }

    void end() throws Exception {
        Process mine = process;
        if (mine != null) {
            mine.destroy();
            mine.waitFor();
        }
    }

    static boolean answers(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    static List<String> idsIn(Path file) throws IOException {
        return Files.exists(file)
                ? ID.matcher(Files.readString(file))
                        .results()
                        .map(MatchResult::group)
                        .toList()
                : List.of();
    }

    /** The first id of each line. */
    static List<String> firstIdsIn(Path file) throws IOException {
        return Files.exists(file) ? firstIdsIn(Files.readAllLines(file).stream()) : List.of();
    }

    static List<String> firstIdsIn(Stream<String> lines) {
        return lines.flatMap(
                        l -> ID.matcher(l).results().map(MatchResult::group).limit(1))
                .toList();
    }

    /** Net-SNMP, which confirms a notification after it has written it down. */
    static final class SnmpTrapd extends ProcessReceiver {
        private final int port;

        SnmpTrapd(Path folder) throws IOException {
            super(folder);
            port = FreePort.udp();
            Files.writeString(folder.resolve("snmptrapd.conf"), "authCommunity log public\n");
        }

        @Override
        public String type() {
            return "snmptrap";
        }

        @Override
        public Map<String, Object> settings() {
            return Map.of("to", "127.0.0.1:" + port, "community", "public", "inform", true);
        }

        @Override
        public void start() throws Exception {
            long before = starts();
            run(List.of(
                    "/usr/sbin/snmptrapd",
                    "-f",
                    "-C",
                    "-c",
                    folder.resolve("snmptrapd.conf").toString(),
                    "-A",
                    "-Lf",
                    log().toString(),
                    "-m",
                    "",
                    "-On",
                    "-F",
                    "%v\\n",
                    "udp:127.0.0.1:" + port));
            await("snmptrapd starts", () -> starts() > before);
        }

        private long starts() throws IOException {
            return Files.exists(log())
                    ? Files.readAllLines(log()).stream()
                            .filter(l -> l.contains("NET-SNMP version"))
                            .count()
                    : 0;
        }

        private Path log() {
            return folder.resolve("traps");
        }

        @Override
        public List<String> ids() throws IOException {
            return firstIdsIn(log());
        }
    }

    /**
     * Mosquitto, which confirms what it has only in memory: it is ended with SIGTERM, so that it writes that down, and a
     * subscriber with a lasting session reads it.
     */
    static final class Mosquitto extends ProcessReceiver {
        private final int port;
        private final List<String> ids = new CopyOnWriteArrayList<>();
        private @Nullable MqttClient subscriber;

        Mosquitto(Path folder) throws IOException {
            super(folder);
            port = FreePort.tcp();
            Files.write(
                    folder.resolve("mosquitto.conf"),
                    List.of(
                            "listener " + port + " 127.0.0.1",
                            "allow_anonymous true",
                            "user root",
                            "persistence true",
                            "max_queued_messages 0",
                            "persistence_location " + folder + "/"));
        }

        @Override
        public String type() {
            return "mqtt";
        }

        @Override
        public Map<String, Object> settings() {
            return Map.of("broker", "tcp://127.0.0.1:" + port, "discovery", "");
        }

        @Override
        public void start() throws Exception {
            run(List.of(
                    "/usr/sbin/mosquitto",
                    "-c",
                    folder.resolve("mosquitto.conf").toString()));
            await("mosquitto starts", () -> answers(port));
            MqttClient mine = subscriber;
            if (mine == null) {
                mine = new MqttClient("tcp://127.0.0.1:" + port, "subscriber", new MemoryPersistence());
                subscriber = mine;
                connect(mine);
                mine.subscribe("ftr/gw1/event", 1);
            } else {
                connect(mine);
            }
        }

        private void connect(MqttClient client) throws MqttException {
            var options = new MqttConnectOptions();
            options.setCleanSession(false);
            client.setCallback(new org.eclipse.paho.client.mqttv3.MqttCallback() {
                @Override
                public void messageArrived(String topic, org.eclipse.paho.client.mqttv3.MqttMessage message) {
                    String text = new String(message.getPayload(), StandardCharsets.UTF_8);
                    ids.add(ID.matcher(text).results().findFirst().orElseThrow().group());
                }

                @Override
                public void connectionLost(Throwable cause) {
                    ids.remove("none"); // it is connected again with the next start
                }

                @Override
                public void deliveryComplete(org.eclipse.paho.client.mqttv3.IMqttDeliveryToken token) {
                    throw new IllegalStateException("it publishes nothing");
                }
            });
            client.connect(options);
        }

        @Override
        public void kill() throws Exception {
            end();
            MqttClient mine = subscriber;
            if (mine != null) {
                await("the subscriber notices", () -> !mine.isConnected());
            }
        }

        @Override
        public List<String> ids() {
            return ids;
        }
    }

    /** A program that is started for each event; while it is down it fails. */
    static final class Script extends ProcessReceiver {
        Script(Path folder) throws IOException {
            super(folder);
            Files.writeString(
                    folder.resolve("script"),
                    "[ -e " + folder + "/up ] || exit 1\nprintf '%s\\n' \"$FTR_ID\" >> " + folder + "/ids\n");
        }

        @Override
        public String type() {
            return "exec";
        }

        @Override
        public Map<String, Object> settings() {
            return Map.of("command", List.of("/bin/sh", folder.resolve("script").toString()));
        }

        @Override
        public void start() throws IOException {
            Files.writeString(folder.resolve("up"), "");
        }

        @Override
        public void kill() throws IOException {
            Files.delete(folder.resolve("up"));
        }

        @Override
        public List<String> ids() throws IOException {
            return idsIn(folder.resolve("ids"));
        }

        @Override
        public void close() {}
    }
}
