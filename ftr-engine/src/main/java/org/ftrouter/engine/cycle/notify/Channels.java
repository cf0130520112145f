// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
    /** The network is better than it was. */
    private static final Set<String> GOOD_NEWS = Set.of("uplink.up", "routing.restored");

    private final Path outboxes;
    private final Incidents incidents;
    private final ExecutorService writer;
    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private volatile List<Channel> channels = List.of();

    /** No channels yet; their outboxes will stand below this folder. */
    public Channels(Path outboxes) {
        this.outboxes = outboxes;
        writer = Executors.newSingleThreadExecutor(task -> {
            var thread = new Thread(task, "outbox");
            thread.setDaemon(true);
            return thread;
        });
        incidents = new Incidents(outboxes.resolve(".incidents"), this::write);
    }

    /** What people have been told and is not over, also from before a restart. */
    public Incidents incidents() {
        return incidents;
    }

    /**
     * From now on these notifiers, by channel name; those of before are closed, and a channel that stays keeps its outbox.
     * Returns at once: notifiers may hang. What is sent afterwards goes to the new ones.
     */
    public void use(Map<String, Notifier> notifiers) {
        var next = new LinkedHashMap<>(notifiers);
        write(() -> {
            channels.forEach(Channel::close);
            channels = next.entrySet().stream()
                    .map(e -> new Channel(e.getKey(), e.getValue(), outbox(e.getKey()), new Owner()))
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
        send(notice, () -> {});
    }

    /** The same, and says when it can no longer be lost. */
    public void send(Notice notice, Runnable stored) {
        boolean damped = notice.fields().containsKey(Announcer.DAMPED);
        write(() -> {
            channels.stream()
                    .filter(c -> !damped || !c.isForPeople())
                    .forEach(c -> c.outbox().add(notice));
            if (GOOD_NEWS.contains(notice.kind())) {
                kick();
            }
            stored.run();
        });
    }

    private void write(Runnable task) {
        if (!writer.isShutdown()) {
            writer.execute(task);
        }
    }

    /** Failed deliveries need not wait any longer. */
    public void kick() {
        channels.forEach(Channel::kick);
    }

    private final class Owner implements Channel.Owner {
        /** The first one is told through the other channels; then the channel has to work before the next one is. */
        @Override
        public void refused(String channel, Notice notice, String why) {
            if (failing.add(channel) && !notice.kind().equals(ChannelNotices.UNDELIVERABLE)) {
                write(() -> {
                    Notice told = ChannelNotices.undeliverable(channel, notice, why, Instant.now());
                    channels.stream()
                            .filter(c -> !c.name().equals(channel))
                            .forEach(c -> c.outbox().add(told));
                });
            }
        }

        @Override
        public void delivered(String channel) {
            failing.remove(channel);
        }

        @Override
        public List<Notice> open() {
            return incidents.open();
        }
    }

    /** Notices not delivered yet, by channel. */
    public Map<String, Integer> waiting() {
        var waiting = new LinkedHashMap<String, Integer>();
        report().forEach((name, report) -> waiting.put(name, report.waiting()));
        return waiting;
    }

    /** How each channel stands. */
    public Map<String, ChannelReport> report() {
        var report = new LinkedHashMap<String, ChannelReport>();
        channels.forEach(c -> report.put(
                c.name(),
                new ChannelReport(
                        c.outbox().size(),
                        c.outbox().refused().size(),
                        c.outbox().refused().last())));
        return report;
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
