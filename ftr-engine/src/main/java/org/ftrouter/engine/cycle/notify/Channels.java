// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Notifier;

/** All channels. Sending only puts the notice into the outboxes; each channel delivers in its own time. */
public final class Channels implements AutoCloseable {
    private final List<Channel> channels;
    private final ExecutorService writer;

    /** Channels by name, with their outboxes below a folder. */
    public Channels(Map<String, Notifier> notifiers, Path outboxes) {
        channels = notifiers.entrySet().stream()
                .map(e -> new Channel(e.getKey(), e.getValue(), new Outbox(outboxes.resolve(e.getKey()))))
                .toList();
        writer = Executors.newSingleThreadExecutor(task -> {
            var thread = new Thread(task, "outbox");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Puts a notice into every outbox. Returns at once: disks may be slow. After {@link #close}, does nothing. */
    public void send(Notice notice) {
        if (!writer.isShutdown()) {
            writer.execute(() -> channels.forEach(c -> c.outbox().add(notice)));
        }
    }

    /** The network is better than it was: failed deliveries need not wait any longer. */
    public void kick() {
        channels.forEach(Channel::kick);
    }

    /** Notices not delivered yet, by channel. */
    public Map<String, Integer> waiting() {
        var waiting = new LinkedHashMap<String, Integer>();
        channels.forEach(c -> waiting.put(c.name(), c.outbox().size()));
        return waiting;
    }

    @Override
    public void close() {
        writer.shutdown();
        try {
            writer.awaitTermination(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        channels.forEach(Channel::close);
    }
}
