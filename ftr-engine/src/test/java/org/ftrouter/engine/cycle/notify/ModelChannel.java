// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.notify;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.engine.simulate.Simulation;

/**
 * A channel on the virtual clock. Outbox, journal and what follows from an attempt are the real ones. Modelled is what
 * takes wall time: the thread of the channel (here entries of the simulation's agenda), the deadline of a send, and the
 * receiver, which is away by turns: it refuses, hangs, or asks to be left alone. What it is told is looked at each minute.
 */
final class ModelChannel implements Channel.Owner {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    /** In which all must be told once the receiver works again. */
    private static final long BOUND = 15 * MINUTE;

    private static final Duration SEND = Duration.ofMillis(200);
    private static final Duration DEADLINE = Duration.ofSeconds(90);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration SETTLING = Duration.ofSeconds(45);

    private final String name;
    private final boolean forPeople;
    private final Path folder;
    private final Simulation simulation;
    private final SplittableRandom chance;
    private final Map<String, Expected> expected = new LinkedHashMap<>();
    private final Set<String> hated = new HashSet<>();
    private final Set<String> refused = new HashSet<>();
    private final Set<String> wrong = new LinkedHashSet<>();
    private Outbox outbox;
    private Delivery delivery;
    private int life;
    private int pauses;
    private int pausing;
    private boolean kicked;
    private boolean away;
    private long wellSince;
    private int put;
    private int lastTold;
    private int told;
    private int failures;

    /** A notice that the receiver has yet to get. */
    private record Expected(Notice notice, int place, long at) {}

    ModelChannel(
            String name,
            boolean forPeople,
            Path folder,
            Journal journal,
            Simulation simulation,
            SplittableRandom chance) {
        this.name = name;
        this.forPeople = forPeople;
        this.folder = folder;
        this.simulation = simulation;
        this.chance = chance;
        this.outbox = outbox(journal);
        this.delivery = delivery();
        attempt(life);
        look();
    }

    private Outbox outbox(Journal journal) {
        var made = new Outbox(folder.resolve(name), journal, SETTLING, () -> nanos());
        made.readByPeople(forPeople, Duration.ZERO);
        return made;
    }

    private Delivery delivery() {
        return new Delivery(name, outbox, this, Duration.ofSeconds(2));
    }

    private long nanos() {
        return simulation.now().nanos();
    }

    String name() {
        return name;
    }

    boolean isFor(Notice notice) {
        return !forPeople || !notice.fields().containsKey(Announcer.DAMPED);
    }

    void put(Journal.Entry entry) {
        Notice notice = entry.notice();
        expected.put(notice.id(), new Expected(notice, ++put, nanos()));
        if (chance.nextInt(20) == 0) {
            hated.add(notice.id());
        }
        outbox.put(entry);
    }

    /** The daemon is killed and runs again at once. */
    void restart(Journal journal) {
        life++;
        outbox = outbox(journal);
        delivery = delivery();
        pausing = 0;
        kicked = false;
        attempt(life);
    }

    /** The receiver goes away, or comes back. */
    void away(boolean now) {
        wellSince = Math.max(wellSince, nanos());
        away = now;
    }

    void kick() {
        kicked = true;
        if (pausing > 0) {
            resume(pausing, life);
        }
    }

    // ---- the thread

    private void attempt(int ofLife) {
        if (ofLife != life) {
            return; // that process is dead
        }
        Optional<Notice> next = next();
        if (next.isEmpty()) {
            simulation.in(LOOK, () -> attempt(ofLife));
            return;
        }
        Notice notice = next.get();
        Optional<Delivery.Failure> failure = answer(notice);
        boolean hangs = failure.isPresent() && chance.nextInt(4) == 0;
        if (failure.isEmpty()) {
            told++;
            settled(notice);
        }
        simulation.in(hangs ? DEADLINE : SEND, () -> ended(notice, failure, ofLife));
    }

    private Optional<Notice> next() {
        try {
            return outbox.await(Duration.ZERO);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Optional<Delivery.Failure> answer(Notice notice) {
        if (away) {
            failures++;
            boolean asks = chance.nextInt(4) == 0;
            Duration wish = Duration.ofSeconds(asks ? chance.nextInt(5000) : 0);
            Duration heeded = wish.compareTo(Delivery.LONGEST_WISH) > 0 ? Delivery.LONGEST_WISH : wish;
            wellSince = Math.max(wellSince, nanos() + heeded.toNanos());
            return Optional.of(new Delivery.Failure("away", false, heeded));
        }
        return hated.contains(notice.id())
                ? Optional.of(new Delivery.Failure("never", true, Duration.ZERO))
                : Optional.empty();
    }

    private void ended(Notice notice, Optional<Delivery.Failure> failure, int ofLife) {
        if (ofLife == life) {
            delivery.ended(notice, failure)
                    .ifPresentOrElse(
                            pause -> simulation.in(pause.firm(), () -> pause(pause.rest(), ofLife)),
                            () -> attempt(ofLife));
        }
    }

    private void pause(Duration rest, int ofLife) {
        if (ofLife == life) {
            int mine = ++pauses;
            pausing = mine;
            simulation.in(kicked ? Duration.ZERO : rest, () -> resume(mine, ofLife));
        }
    }

    private void resume(int pause, int ofLife) {
        if (ofLife == life && pause == pausing) {
            pausing = 0;
            kicked = false;
            attempt(ofLife);
        }
    }

    @Override
    public void refused(String channel, Notice notice, String why) {
        settled(notice);
        refused.add(notice.id());
    }

    @Override
    public void delivered(String channel) {}

    @Override
    public List<Notice> open() {
        return List.of();
    }

    // ---- the receiver's side

    /** It has got a notice, or has said that it never will; one about a total outage stands for those that it lists. */
    private void settled(Notice notice) {
        Expected first = expected.remove(notice.id());
        if (first != null && first.place() < lastTold) {
            wrong.add("S16: " + notice + " comes after a later one");
        }
        lastTold = first == null ? lastTold : Math.max(lastTold, first.place());
        if (notice.fields().containsKey("held_back")) {
            String listed = plain(notice.text("en").body());
            expected.values()
                    .removeIf(e -> listed.contains(plain(
                            OutageSummary.time(e.notice()) + " " + e.notice().line("en"))));
        }
    }

    private static String plain(String text) {
        return text.replaceAll("\\s+", " ");
    }

    private void look() {
        if (!away && nanos() - wellSince >= BOUND) {
            expected.values().stream()
                    .filter(e -> nanos() - e.at() >= BOUND)
                    .forEach(e -> wrong.add("L6: not told since " + e.at() / MINUTE + " min: " + e.notice()));
        }
        simulation.in(Duration.ofNanos(MINUTE), this::look);
    }

    /** What should not have been, once each. */
    Set<String> wrong() {
        return wrong;
    }

    /** Notices not told yet. */
    int missing() {
        return expected.size();
    }

    /** How many were told. */
    int told() {
        return told;
    }

    /** Attempts that failed. */
    int failures() {
        return failures;
    }

    /** Notices that the receiver would not have. */
    int refused() {
        return refused.size();
    }

    Outbox outbox() {
        return outbox;
    }
}
