// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.delivery;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Mosquitto, which confirms what it has only in memory, but has handed to its subscribers before. So that nothing comes
 * before there is one, it knows from its beginning one that comes back: each start finds the same file, which an earlier
 * run wrote when it was ended in good order.
 */
public final class Mosquitto extends ProcessReceiver {
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");
    private final String listen;
    private final List<String> ids = new CopyOnWriteArrayList<>();
    private final Path session;
    private @Nullable MqttSubscriber subscriber;

    Mosquitto(Path folder) throws Exception {
        this(folder, List.of(), FreePort.tcp() + " 127.0.0.1");
    }

    private Mosquitto(Path folder, List<String> within, String listen) throws Exception {
        super(folder, within);
        this.listen = listen;
        session = folder.resolve("session");
        Files.write(
                folder.resolve("mosquitto.conf"),
                List.of(
                        "listener " + listen,
                        "listener 0 " + local(),
                        "allow_anonymous true",
                        "user root",
                        "persistence true",
                        "autosave_interval 0",
                        "max_inflight_messages 0",
                        "max_queued_messages 0",
                        "persistence_location " + folder + "/"));
        begin();
        connected().awaitEnd(this::end);
        Files.move(database(), session);
    }

    /** At its usual port of a network namespace, whose command that is. */
    public static Mosquitto within(List<String> namespace, Path folder) throws Exception {
        return new Mosquitto(folder, namespace, "1883");
    }

    /** Where its subscriber comes in, from whatever namespace. */
    private Path local() {
        return folder.resolve("socket");
    }

    private Path database() {
        return folder.resolve("mosquitto.db");
    }

    @Override
    public String type() {
        return "mqtt";
    }

    @Override
    public Map<String, Object> settings() {
        return Map.of("broker", "tcp://127.0.0.1:" + listen.split(" ", -1)[0], "discovery", "");
    }

    private void begin() throws Exception {
        Files.deleteIfExists(local());
        run(List.of(
                "/usr/sbin/mosquitto", "-c", folder.resolve("mosquitto.conf").toString()));
        await("mosquitto listens", this::listens); // a moment after there is the socket
    }

    private boolean listens() {
        try (SocketChannel knock = SocketChannel.open(UnixDomainSocketAddress.of(local()))) {
            return knock.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private MqttSubscriber connected() throws IOException {
        return new MqttSubscriber(
                local(),
                "ftr/+/event",
                message -> ID.matcher(message).results().limit(1).forEach(found -> ids.add(found.group(1))));
    }

    @Override
    public void start() throws Exception {
        Files.copy(session, database(), StandardCopyOption.REPLACE_EXISTING);
        begin();
        subscriber = connected();
    }

    @Override
    public void kill() throws Exception {
        MqttSubscriber mine = subscriber;
        if (mine == null) {
            super.kill();
        } else {
            mine.awaitEnd(super::kill);
        }
    }

    @Override
    public List<String> ids() {
        return ids;
    }
}
