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

/**
 * All channels of a daemon, whatever its configuration. Sending only puts the notice into the outboxes; each channel
 * delivers in its own time. One thread writes outboxes and changes channels, in the order it was asked to.
 */
public final class Channels implements AutoCloseable {
    private final Path outboxes;
    private final ExecutorService writer;
    private volatile List<Channel> channels = List.of();

    /** No channels yet; their outboxes will stand below this folder. */
    public Channels(Path outboxes) {
        this.outboxes = outboxes;
        writer = Executors.newSingleThreadExecutor(task -> {
            var thread = new Thread(task, "outbox");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * From now on these notifiers, by channel name; those of before are closed, and a channel that stays keeps its outbox.
     * Returns at once: notifiers may hang. What is sent afterwards goes to the new ones.
     */
    public void use(Map<String, Notifier> notifiers) {
        var next = new LinkedHashMap<>(notifiers);
        writer.execute(() -> {
            channels.forEach(Channel::close);
            channels = next.entrySet().stream()
                    .map(e -> new Channel(e.getKey(), e.getValue(), outbox(e.getKey())))
                    .toList();
        });
    }

    private Outbox outbox(String name) {
        return channels.stream()
                .filter(c -> c.name().equals(name))
                .map(Channel::outbox)
                .findFirst()
                .orElseGet(() -> new Outbox(outboxes.resolve(name)));
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
