// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.ftrouter.api.notify.Notice;

/**
 * The notices of one channel that are not delivered yet, in order: in memory, and one file each in a folder, so that they
 * survive a restart. A disk that is full or read-only costs durability, never a notice. Safe for all threads.
 *
 * <p>If too many wait, a notice that says so takes the place of the oldest. If people read the channel, what waited through
 * a total outage is put into one notice, some time after its end, so that uplinks that are a little late are in it.
 */
final class Outbox {
    private static final Logger LOG = LogManager.getLogger(Outbox.class);
    private static final int MOST = 1000;
    private static final Duration FOR_EVER = Duration.ofDays(10_000);
    private static final Duration SETTLING = Duration.ofSeconds(45);

    private final NoticeFolder folder;
    private final DeadLetters refused;
    private final Duration settling;
    private final List<Entry> queue = new ArrayList<>();
    private boolean forPeople;
    private long settled = System.nanoTime();
    private long number;

    /** A notice and its place in the order, which the clock may not tell: it can be set back. */
    private record Entry(long number, Notice notice) {
        String name() {
            return String.format("%012d-%s", number, notice.id().replaceAll("[^A-Za-z0-9_-]", "_"));
        }
    }

    /** Takes up what an earlier run left; damaged files are set aside. */
    Outbox(Path folder) {
        this(folder, SETTLING);
    }

    Outbox(Path folder, Duration settling) {
        this.folder = new NoticeFolder(folder);
        this.refused = new DeadLetters(folder.resolve("undeliverable"));
        this.settling = settling;
        try {
            for (Path file : this.folder.files()) {
                takeUp(file);
            }
        } catch (IOException e) {
            LOG.warn("Outbox: notices are kept in memory only: {}", e.toString());
        }
    }

    /** One file that cannot be read must not hide the others. */
    private void takeUp(Path file) {
        try {
            String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            Optional<Notice> notice = NoticeJson.read(text);
            if (notice.isPresent()) {
                number = Math.max(number + 1, numberOf(file));
                queue.add(new Entry(number, notice.get()));
            } else {
                LOG.warn("Outbox: {} is damaged and set aside", file);
                Path aside = file.resolveSibling(file.getFileName() + ".damaged");
                Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            LOG.warn("Outbox: {} cannot be read and is left where it is: {}", file, e.toString());
        }
    }

    private static long numberOf(Path file) {
        String name = file.getFileName().toString();
        return name.matches("\\d{12}-.*") ? Long.parseLong(name.substring(0, 12)) : 0;
    }

    /** Whether people read the channel, so that summaries are made for them. */
    synchronized void readByPeople(boolean people) {
        forPeople = people;
    }

    /** Adds a notice at the end. */
    synchronized void add(Notice notice) {
        if (queue.size() >= MOST) {
            makeRoom();
        }
        var entry = new Entry(++number, notice);
        queue.add(entry);
        write(entry);
        if (forPeople && OutageSummary.ends(notice, notices())) {
            settled = System.nanoTime() + settling.toNanos();
        }
        notifyAll();
    }

    /** The oldest may be on its way; the two behind it give way to a record of that. */
    private void makeRoom() {
        Notice gap = ChannelNotices.gap(queue.get(1).notice(), queue.get(2).notice(), Instant.now());
        LOG.warn("Outbox: {} notices wait in {}; the oldest are given up: {}", MOST, folder, gap.line("en"));
        replace(1, 3, gap);
    }

    /** Puts one notice in the place of several. A crash amid this leaves some of them beside it, and loses none. */
    private void replace(int from, int to, Notice by) {
        List<Entry> old = List.copyOf(queue.subList(from, to));
        var entry = new Entry(old.get(old.size() - 1).number(), by);
        write(entry);
        queue.subList(from, to).clear();
        queue.add(from, entry);
        old.stream().filter(e -> !e.name().equals(entry.name())).forEach(this::delete);
    }

    private void write(Entry entry) {
        try {
            folder.write(entry.name(), NoticeJson.write(entry.notice()));
        } catch (IOException e) {
            LOG.warn("Outbox: {} is kept in memory only: {}", entry.notice().line("en"), e.toString());
        }
    }

    private void delete(Entry entry) {
        try {
            folder.delete(entry.name());
        } catch (IOException e) {
            LOG.warn(
                    "Outbox: {} cannot be deleted and may be sent again after a restart: {}",
                    entry.name(),
                    e.toString());
        }
    }

    private List<Notice> notices() {
        return queue.stream().map(Entry::notice).toList();
    }

    /** Waits for the oldest notice, and leaves it in the box. */
    synchronized Notice await() throws InterruptedException {
        return await(FOR_EVER).orElseThrow();
    }

    /** The same, but comes back with nothing after so long. */
    synchronized Optional<Notice> await(Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (queue.isEmpty() || settled - System.nanoTime() > 0) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return Optional.empty();
            }
            long nanos = queue.isEmpty() ? left : Math.min(left, settled - System.nanoTime());
            wait(Math.max(1, nanos / 1_000_000));
        }
        sumUp();
        return Optional.of(queue.get(0).notice());
    }

    /** Nothing is on its way now. */
    private void sumUp() {
        if (forPeople) {
            List<Notice> waiting = notices();
            OutageSummary.of(waiting)
                    .ifPresent(summary -> replace(summary.from(), waiting.size(), summary.write(waiting)));
        }
    }

    /** Takes out a notice that was delivered. */
    synchronized void done(Notice notice) {
        queue.stream()
                .filter(e -> e.notice().id().equals(notice.id()))
                .findFirst()
                .ifPresent(entry -> {
                    queue.remove(entry);
                    delete(entry);
                });
    }

    /** Takes out a notice that nobody will ever take, and keeps it apart. */
    synchronized void undeliverable(Notice notice, String why) {
        refused.add(notice, why);
        done(notice);
    }

    /** How many wait. */
    synchronized int size() {
        return queue.size();
    }

    /** Those that were given up. */
    DeadLetters refused() {
        return refused;
    }
}
