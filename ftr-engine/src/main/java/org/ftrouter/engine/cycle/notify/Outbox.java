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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.ftrouter.api.Ticker;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.engine.cycle.notify.Journal.Entry;

/**
 * The notices of one channel that are not delivered yet, in order: in memory, and in the journal, so that they survive a
 * restart. A disk that is full or read-only costs durability, never a notice. Safe for all threads.
 *
 * <p>What has waited for a week is for nobody any more. If too many wait, a notice that says so takes the place of the
 * oldest. If people read the channel, what waited through a total outage is put into one notice, some time after its
 * end, so that uplinks that are a little late are in it; and if they want that, what is no error waits for others and
 * is put into one with them.
 */
final class Outbox {
    private static final Logger LOG = LogManager.getLogger(Outbox.class);
    private static final int MOST = 1000;
    private static final Duration OLDEST = Duration.ofDays(7);
    private static final Duration FOR_EVER = Duration.ofDays(10_000);
    private static final Duration SETTLING = Duration.ofSeconds(45);
    private static final Duration LATE = Duration.ofSeconds(5);
    private static final Duration RETURNING = Duration.ofSeconds(15);

    private final String name;
    private final Journal journal;
    private final DeadLetters refused;
    private final Duration settling;
    private final List<Entry> queue = new ArrayList<>();
    private final Map<Long, Long> expiries = new HashMap<>();
    private boolean forPeople;
    private Duration gathering = Duration.ZERO;
    private final Ticker ticker;
    private long settled;

    /** The outbox of the channel that the folder is named after; takes up what an earlier run left. */
    Outbox(Path folder, Journal journal) {
        this(folder, journal, SETTLING, Ticker.SYSTEM);
    }

    /**
     * The same.
     *
     * @param settling after the end of a total outage, what comes yet is waited for so long
     */
    Outbox(Path folder, Journal journal, Duration settling, Ticker ticker) {
        this.name = folder.getFileName().toString();
        this.journal = journal;
        this.refused = new DeadLetters(folder.resolve("undeliverable"));
        this.settling = settling;
        this.ticker = ticker;
        settled = ticker.nanos();
        queue.addAll(journal.waiting(name));
        queue.forEach(entry -> expire(entry, age(entry)));
        if (Files.isDirectory(folder)) {
            takeUpFiles(new NoticeFolder(folder));
        }
    }

    /** Notices that somebody has put there to be sent again; damaged ones are set aside. */
    private void takeUpFiles(NoticeFolder folder) {
        try {
            for (Path file : folder.files()) {
                takeUp(file);
            }
        } catch (IOException e) {
            LOG.warn("Outbox: {} cannot be read: {}", folder, e.toString());
        }
    }

    /** One file that cannot be read must not hide the others. */
    private void takeUp(Path file) {
        try {
            String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            Optional<Notice> notice = NoticeJson.read(text);
            if (notice.isPresent()) {
                add(notice.get());
                Files.delete(file);
            } else {
                LOG.warn("Outbox: {} is damaged and set aside", file);
                Path aside = file.resolveSibling(file.getFileName() + ".damaged");
                Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            LOG.warn("Outbox: {} cannot be read and is left where it is: {}", file, e.toString());
        }
    }

    /**
     * How old a notice is that the journal has. In this run the clock does not matter: it may be set by decades, as on a
     * router that learns the time when its first uplink works. A channel that comes back waits anew.
     */
    private Duration age(Entry entry) {
        return journal.isOfThisRun(entry)
                ? Duration.ZERO
                : Duration.between(entry.notice().at(), Instant.now());
    }

    /** When the notice will have waited too long. What another run left cannot be from the future. */
    private void expire(Entry entry, Duration age) {
        Duration left = OLDEST.minus(age.isNegative() ? Duration.ZERO : age);
        expiries.put(entry.number(), ticker.nanos() + (left.isNegative() ? 0 : left.toNanos()));
    }

    /** Whether a notice has waited so long that nobody wants it any more. */
    synchronized boolean isExpired(Notice notice) {
        return find(notice)
                .map(entry -> Objects.requireNonNull(expiries.get(entry.number())))
                .filter(expiry -> ticker.nanos() - expiry >= 0)
                .isPresent();
    }

    private Optional<Entry> find(Notice notice) {
        return queue.stream().filter(e -> e.notice().id().equals(notice.id())).findFirst();
    }

    /** Whether people read the channel, so that summaries are made for them, and how long what is no error is gathered. */
    synchronized void readByPeople(boolean people, Duration gatherFor) {
        forPeople = people;
        gathering = gatherFor;
    }

    /** Adds a notice at the end. */
    void add(Notice notice) {
        journal.add(List.of(new Journal.Addition(notice, List.of(name)))).forEach(this::put);
    }

    /** Adds at the end what the journal has. */
    synchronized void put(Entry entry) {
        if (queue.size() >= MOST) {
            makeRoom();
        }
        queue.add(entry);
        expire(entry, Duration.ZERO);
        if (forPeople && OutageSummary.ends(entry.notice(), notices())) {
            settled = ticker.nanos() + settling.toNanos();
        }
        notifyAll();
    }

    /** The oldest may be on its way; the two behind it give way to a record of that. */
    private void makeRoom() {
        Notice gap = ChannelNotices.gap(queue.get(1).notice(), queue.get(2).notice(), Instant.now());
        LOG.warn("Outbox: {} notices wait in {}; the oldest are given up: {}", MOST, name, gap.line("en"));
        replace(1, 3, gap);
    }

    /** Puts one notice in the place of several. */
    private void replace(int from, int to, Notice by) {
        List<Entry> old = List.copyOf(queue.subList(from, to));
        long place = old.get(old.size() - 1).number();
        journal.replace(name, old.stream().map(Entry::number).toList(), place, by);
        queue.subList(from, to).clear();
        old.stream().map(Entry::number).filter(n -> n != place).forEach(expiries::remove);
        queue.add(from, new Entry(place, by));
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
        long end = ticker.nanos() + atMost.toNanos();
        long early = early();
        while (early > 0) {
            long left = end - ticker.nanos();
            if (left <= 0) {
                return Optional.empty();
            }
            wait(Math.max(1, Math.min(left, early) / 1_000_000));
            early = early();
        }
        sumUp();
        gather();
        return Optional.of(queue.get(0).notice());
    }

    /** How many nanoseconds it is too early to send anything. */
    private long early() {
        if (queue.isEmpty()) {
            return Long.MAX_VALUE;
        }
        long gathered = gathering.isZero()
                ? 0
                : Digest.left(notices(), gathering, Instant.now()).toNanos();
        return Math.max(gathered, settled - ticker.nanos());
    }

    /** Nothing is on its way now, and it is time. */
    private void gather() {
        List<Notice> waiting = notices();
        int length = gathering.isZero() ? 1 : Digest.length(waiting);
        if (length > 1) {
            replace(0, length, Digest.of(waiting.subList(0, length), Instant.now()));
        }
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
        find(notice).ifPresent(entry -> {
            queue.remove(entry);
            long expiry = Objects.requireNonNull(expiries.remove(entry.number()));
            journal.done(name, entry);
            hold(OLDEST.minusNanos(expiry - ticker.nanos()));
        });
    }

    /**
     * What gets through only after a while amid a total outage is the first sign of its end, a moment before uplinks are
     * held to be up again. That moment is waited for, or people would get one by one what belongs into one notice.
     */
    private void hold(Duration waited) {
        if (forPeople && waited.compareTo(LATE) > 0 && OutageSummary.lasts(notices())) {
            settled = ticker.nanos() + RETURNING.toNanos();
        }
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
