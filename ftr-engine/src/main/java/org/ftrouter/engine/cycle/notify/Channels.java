// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Notifier;
import org.jspecify.annotations.Nullable;

/**
 * All channels of a daemon, whatever its configuration. Sending only puts the notice into the outboxes; each channel
 * delivers in its own time. One thread writes outboxes and changes channels, in the order it was asked to.
 */
public final class Channels implements AutoCloseable {
    /** The network is better than it was. */
    static final Set<String> GOOD_NEWS = Set.of("uplink.up", "routing.restored");

    private static final Path NOWHERE = Path.of("/nonexistent");
    private static final Duration AGAIN = Duration.ofMinutes(1);

    private final Path outboxes;
    private final Incidents incidents;
    private final Journal journal;
    private final ScheduledThreadPoolExecutor writer;
    private final Duration again;
    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private volatile List<Channel> channels = List.of();
    private @Nullable Batch batch;
    private boolean waitsForRoom; // the writer's

    /** No channels yet; their outboxes will stand below this folder. */
    public Channels(Path outboxes) {
        this(outboxes, AGAIN);
    }

    /** The same, and what could not be written is tried again after that time. */
    Channels(Path outboxes, Duration again) {
        this(outboxes, new Journal(outboxes), again);
    }

    /** For a rehearsal: what another run left is neither found nor touched, and nothing is left. */
    public static Channels inMemory() {
        return new Channels(NOWHERE, Journal.none(), AGAIN);
    }

    private Channels(Path outboxes, Journal journal, Duration again) {
        this.outboxes = outboxes;
        this.journal = journal;
        this.again = again;
        writer = new ScheduledThreadPoolExecutor(1, task -> {
            var thread = new Thread(task, "outbox");
            thread.setDaemon(true);
            return thread;
        });
        writer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        incidents = outboxes.equals(NOWHERE)
                ? Incidents.none()
                : new Incidents(outboxes.resolve(".incidents"), this::execute);
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
                .orElseGet(() -> new Outbox(outboxes.resolve(name), journal));
    }

    /** Puts a notice into the outbox of every channel that takes it. Returns at once: disks may be slow. After {@link #close}, does nothing. */
    public void send(Notice notice) {
        send(notice, () -> {});
    }

    /** The same, and says when it can no longer be lost. */
    public void send(Notice notice, Runnable stored) {
        write(notice, c -> c.takes(notice), stored);
    }

    /** All that comes while others are being stored is stored together after them. */
    private synchronized void write(Notice notice, Predicate<Channel> to, Runnable stored) {
        Batch mine = batch;
        if (mine == null) {
            mine = new Batch();
            batch = mine;
            execute(mine);
        }
        mine.notices.add(new Sent(notice, to, stored));
    }

    /** In its order among what is sent. */
    private synchronized void write(Runnable task) {
        batch = null;
        execute(task);
    }

    private void execute(Runnable task) {
        if (!writer.isShutdown()) {
            writer.execute(task);
        }
    }

    private synchronized void begun(Batch begun) {
        if (begun.equals(batch)) {
            batch = null;
        }
    }

    /** A notice, who it is for, and who wants to know that it is stored. */
    private record Sent(Notice notice, Predicate<Channel> to, Runnable stored) {}

    /** Notices that one flush of the disk makes durable; then they may be delivered. */
    private final class Batch implements Runnable {
        private final List<Sent> notices = new ArrayList<>();

        @Override
        public void run() {
            begun(this);
            List<Journal.Entry> entries = journal.add(notices.stream()
                    .map(s -> new Journal.Addition(
                            s.notice(), channels(s).map(Channel::name).toList()))
                    .toList());
            for (int i = 0; i < notices.size(); i++) {
                Sent sent = notices.get(i);
                Journal.Entry entry = entries.get(i);
                channels(sent).forEach(c -> c.outbox().put(entry));
                if (GOOD_NEWS.contains(sent.notice().kind())) {
                    kick();
                }
                sent.stored().run();
            }
            waitForRoom();
        }

        /** Only this thread changes them. What comes again because a crash came between belongs nowhere. */
        private Stream<Channel> channels(Sent sent) {
            return journal.isOfFormerRun(sent.notice())
                    ? Stream.empty()
                    : channels.stream().filter(sent.to());
        }
    }

    /** While the disk is full, it is tried now and then whether it still is, also if there is nothing new to write. */
    private void waitForRoom() {
        if (!waitsForRoom && journal.isBehind() && !writer.isShutdown()) {
            waitsForRoom = true;
            var unused = writer.schedule(
                    () -> {
                        waitsForRoom = false;
                        waitForRoom();
                    },
                    again.toMillis(),
                    TimeUnit.MILLISECONDS);
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
                Notice told = ChannelNotices.undeliverable(channel, notice, why, Instant.now());
                write(told, c -> !c.name().equals(channel), () -> {});
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
