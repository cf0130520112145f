// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.delivery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Mosquitto, which confirms what it has only in memory, but has handed to its subscribers before. So that nothing comes
 * before there is one, it knows from its beginning one that comes back: each start finds the same file, which an earlier
 * run wrote when it was ended in good order.
 */
final class Mosquitto extends ProcessReceiver {
    private final int port;
    private final List<String> ids = new CopyOnWriteArrayList<>();
    private final Path session;
    private @Nullable MqttSubscriber subscriber;

    Mosquitto(Path folder) throws Exception {
        super(folder);
        port = FreePort.tcp();
        session = folder.resolve("session");
        Files.write(
                folder.resolve("mosquitto.conf"),
                List.of(
                        "listener " + port + " 127.0.0.1",
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

    private Path database() {
        return folder.resolve("mosquitto.db");
    }

    @Override
    public String type() {
        return "mqtt";
    }

    @Override
    public Map<String, Object> settings() {
        return Map.of("broker", "tcp://127.0.0.1:" + port, "discovery", "");
    }

    private void begin() throws Exception {
        run(List.of(
                "/usr/sbin/mosquitto", "-c", folder.resolve("mosquitto.conf").toString()));
        await("mosquitto starts", () -> answers(port));
    }

    private MqttSubscriber connected() throws IOException {
        return new MqttSubscriber(port, "ftr/gw1/event", message -> ids.add(id(message)));
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
