// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.drain;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.notify.Severity;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.notify.NoticeId;
import org.ftrouter.engine.cycle.notify.UplinkEvent;
import org.ftrouter.engine.cycle.plan.Groups;
import org.jspecify.annotations.Nullable;

/**
 * Which uplinks are drained, until somebody or time ends it. While the daemon runs the time is monotonic; over a restart
 * that of people decides, but never makes it last longer than was asked for. Whoever was answered may kill the daemon
 * before it has told the others: after a restart they are told what was not stored for them yet. Belongs to the engine
 * thread.
 */
public final class Drains {
    private static final DateTimeFormatter MINUTES = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    private final Map<String, Uplink> uplinks = new LinkedHashMap<>();
    private final Map<String, Drain> drained = new TreeMap<>();
    private final Map<String, Moment> ends = new LinkedHashMap<>();
    private final List<Order> news = new ArrayList<>();
    private final @Nullable DrainFile file;
    private final InstantSource wall;
    private Groups groups = Groups.CONFIGURED;
    private boolean unsaved;

    /** None, and nobody to ask for any. */
    public static Drains none() {
        return new Drains(List.of(), null, InstantSource.system(), new Moment(0), null);
    }

    /**
     * Drains of uplinks; what is remembered of others is forgotten.
     *
     * @param file where they outlive this run; without, they do not
     * @param before those that these take the place of
     */
    public Drains(
            List<Uplink> uplinks, @Nullable DrainFile file, InstantSource wall, Moment now, @Nullable Drains before) {
        this.file = file;
        this.wall = wall;
        uplinks.forEach(u -> this.uplinks.put(u.name(), u));
        if (before != null) {
            drained.putAll(before.drained);
            ends.putAll(before.ends);
            news.addAll(before.news);
        } else if (file != null) {
            news.addAll(file.read(drained));
            drained.forEach((name, drain) -> drain.until().ifPresent(u -> ends.put(name, now.plus(left(drain, u)))));
        }
        unsaved = drained.keySet().retainAll(this.uplinks.keySet());
        unsaved |= news.removeIf(order -> !this.uplinks.containsKey(order.uplink()));
        ends.keySet().retainAll(drained.keySet());
    }

    private Duration left(Drain drain, Instant until) {
        Duration asked = Duration.between(drain.since(), until);
        Duration left = Duration.between(wall.instant(), until);
        return left.compareTo(asked) > 0 ? asked : left;
    }

    /** Drains an uplink, or notes another time and reason; returns what it was before. */
    public Optional<Drain> drain(String uplink, Optional<Duration> time, String reason, String by, Moment now) {
        Instant since = wall.instant().truncatedTo(ChronoUnit.MILLIS);
        var drain = new Drain(since, time.map(since::plus), reason, by);
        Drain before = drained.put(uplink, drain);
        ends.remove(uplink);
        time.ifPresent(t -> ends.put(uplink, now.plus(t)));
        if (before == null) {
            tell(uplink, drain);
        }
        save();
        return Optional.ofNullable(before);
    }

    /** A time of day for people. */
    public static String minutes(Instant time) {
        return MINUTES.format(time.atZone(ZoneId.systemDefault()));
    }

    /** Ends it; returns what it was before. */
    public Optional<Drain> undrain(String uplink, String by) {
        Drain before = drained.remove(uplink);
        ends.remove(uplink);
        if (before != null) {
            var end = new Drain.Ended(before.since(), wall.instant().truncatedTo(ChronoUnit.MILLIS), by);
            tell(uplink, end);
            save();
        }
        return Optional.ofNullable(before);
    }

    /** Ends what is over; returns what is to be told. */
    public List<UplinkEvent> turn(Moment now) {
        if (!ends.isEmpty()) {
            List<String> over = ends.entrySet().stream()
                    .filter(e -> !e.getValue().isAfter(now))
                    .map(Map.Entry::getKey)
                    .toList();
            over.forEach(name -> undrain(name, "--for"));
        }
        if (unsaved) {
            save();
        }
        if (news.isEmpty()) {
            return List.of(); // as nearly always
        }
        List<UplinkEvent> told = news.stream().map(this::event).toList();
        news.clear();
        return told;
    }

    private void tell(String uplink, Order.Content content) {
        var order = new Order(NoticeId.at(wall.instant()), uplink, content);
        news.add(order);
        if (file != null) {
            file.owes(order);
        }
    }

    private void save() {
        unsaved = false;
        if (file != null) {
            file.write(drained, uplinks.keySet());
        }
    }

    private UplinkEvent event(Order order) {
        String name = order.uplink();
        PathId path = new PathId(
                name, uplink(name).families().stream().sorted().findFirst().orElseThrow());
        boolean begins = order.content() instanceof Drain;
        Map<String, Object> facts =
                order.content() instanceof Drain drain ? facts(name, drain) : facts((Drain.Ended) order.content());
        String kind = begins ? "uplink.drained" : "uplink.undrained";
        return new UplinkEvent(path, "drain", kind, Severity.NOTICE, begins, facts, Optional.of(order.id()));
    }

    private static Map<String, Object> facts(String uplink, Drain drain) {
        return Map.of(
                "by",
                drain.by(),
                "note",
                drain.reason().isEmpty() ? "-" : drain.reason(),
                "until",
                drain.until().map(Drains::minutes).orElse("'ftr undrain " + uplink + "'"));
    }

    private static Map<String, Object> facts(Drain.Ended end) {
        Duration lasted = Duration.between(end.since(), end.at());
        return Map.of("by", end.by(), "lasted", lasted.isNegative() ? Duration.ZERO : lasted);
    }

    private Uplink uplink(String name) {
        return Objects.requireNonNull(uplinks.get(name));
    }

    /** The groups of uplinks some of which have other priorities; the same object as long as they are the same. */
    @SuppressWarnings("ReferenceEquality") // spares a comparison
    public Groups groups(Map<String, Integer> priorities) {
        boolean same = priorities == groups.priorities() && groups.drained().equals(drained.keySet());
        groups = same ? groups : new Groups(priorities, drained.keySet());
        return groups;
    }

    /** The names of all uplinks. */
    public Set<String> uplinks() {
        return Set.copyOf(uplinks.keySet());
    }

    /** How an uplink is drained; empty if it is not. */
    public Optional<Drain> of(String uplink) {
        return Optional.ofNullable(drained.get(uplink));
    }
}
