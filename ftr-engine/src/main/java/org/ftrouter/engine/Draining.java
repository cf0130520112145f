// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.ftrouter.api.Ticker;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.engine.cycle.Cycle;
import org.ftrouter.engine.cycle.Engine;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.drain.Drain;
import org.ftrouter.engine.cycle.drain.DrainFile;
import org.ftrouter.engine.cycle.drain.Drains;
import org.ftrouter.engine.cycle.plan.Planned;
import org.ftrouter.engine.cycle.plan.Role;
import org.jspecify.annotations.Nullable;

/** Maintenance of uplinks, as asked for at the control socket; in earnest it outlives the daemon. */
final class Draining implements AutoCloseable {
    /** Below the state folder. */
    static final String FILE = "drained";

    private static final Duration MOST = Duration.ofDays(365);

    private final DrainFile file;
    private final boolean live;
    private final Ticker ticker;
    private final BiConsumer<String, Map<String, String>> log;

    /** The log takes the key of a text and its parameters. */
    Draining(DaemonOptions options, Ticker ticker, BiConsumer<String, Map<String, String>> log) {
        this.file = new DrainFile(options.state().resolve(FILE));
        this.live = options.mode() == DaemonOptions.Mode.LIVE;
        this.ticker = ticker;
        this.log = log;
    }

    /** Those of configured uplinks, which go on from those of the old cycle. */
    Drains of(List<Uplink> uplinks, @Nullable Cycle old) {
        Drains before = old == null ? null : old.drains();
        return new Drains(uplinks, live ? file : null, InstantSource.system(), now(), before);
    }

    /** A sender of notices that forgets what was ordered when people's notice of it can no longer be lost. */
    Consumer<Notice> forgettingStored(BiConsumer<Notice, Runnable> send) {
        return notice -> send.accept(notice, () -> file.stored(notice.id()));
    }

    private Moment now() {
        return new Moment(ticker.nanos());
    }

    /** Whether the request is one for {@link #answer}. */
    static boolean takes(String request) {
        return request.startsWith("drain ") || request.startsWith("undrain ");
    }

    /**
     * Answers {@code drain} and {@code undrain}, each with a JSON object of uplink, by, and for the former reason and, if
     * it is to end by itself, seconds. Run by threads of the control socket.
     */
    String answer(String request, Engine engine) {
        Optional<Wish> wish = wish(request);
        if (wish.isEmpty()) {
            var answer = new JsonObject();
            answer.addProperty("error", "unknown request");
            return answer.toString();
        }
        JsonObject answer = engine.ask(cycle -> answer(cycle, wish.get()));
        try {
            file.flush();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the daemon ends, which waits for the file itself
        }
        return answer.toString();
    }

    /** What somebody wants. */
    private record Wish(boolean drained, String uplink, Optional<Duration> time, String reason, String by) {}

    private static Optional<Wish> wish(String request) {
        String[] words = request.split(" ", 2);
        boolean drained = words[0].equals("drain");
        try {
            JsonObject json = JsonParser.parseString(words[1]).getAsJsonObject();
            Optional<Duration> time =
                    Optional.ofNullable(json.get("seconds")).map(s -> Duration.ofSeconds(s.getAsLong()));
            String reason = drained ? json.get("reason").getAsString() : "";
            return Optional.of(new Wish(
                            drained,
                            json.get("uplink").getAsString(),
                            time,
                            reason,
                            json.get("by").getAsString()))
                    .filter(w -> time.isEmpty() || isPossible(time.get()));
        } catch (JsonParseException
                | IllegalStateException
                | IllegalArgumentException
                | UnsupportedOperationException
                | NullPointerException e) { // all that the parser throws at what is of another form
            return Optional.empty();
        }
    }

    private static boolean isPossible(Duration time) {
        return !time.isNegative() && !time.isZero() && time.compareTo(MOST) <= 0;
    }

    private JsonObject answer(Cycle cycle, Wish wish) {
        if (!cycle.drains().uplinks().contains(wish.uplink)) {
            return unknown(wish.uplink, cycle.drains());
        }
        return wish.drained ? drain(cycle, wish) : undrain(cycle, wish);
    }

    private JsonObject drain(Cycle cycle, Wish wish) {
        Drains drains = cycle.drains();
        boolean again = drains.drain(wish.uplink, wish.time, wish.reason, wish.by, now())
                .isPresent();
        Drain drain = drains.of(wish.uplink).orElseThrow();
        if (again) {
            String note = drain.reason().isEmpty() ? "-" : drain.reason();
            log.accept("log.drain.changed", Map.of("uplink", wish.uplink, "by", drain.by(), "note", note));
        }
        var answer = new JsonObject();
        answer.addProperty("drained", true);
        answer.addProperty("again", again);
        drain.until().ifPresent(u -> answer.addProperty("until", Drains.minutes(u)));
        answer.add("carrying", carrying(cycle.next(), drains));
        return answer;
    }

    /** The paths of drained uplinks in whose place nothing else can carry. */
    private static JsonArray carrying(Planned planned, Drains drains) {
        var paths = new JsonArray();
        planned.roles().forEach((path, role) -> {
            if (role == Role.ROUTING && drains.of(path.uplink()).isPresent()) {
                paths.add(path.toString());
            }
        });
        return paths;
    }

    private static JsonObject undrain(Cycle cycle, Wish wish) {
        var answer = new JsonObject();
        answer.addProperty(
                "undrained", cycle.drains().undrain(wish.uplink, wish.by).isPresent());
        return answer;
    }

    private static JsonObject unknown(String uplink, Drains drains) {
        var answer = new JsonObject();
        answer.addProperty("unknown", uplink);
        var names = new JsonArray();
        new TreeSet<>(drains.uplinks()).forEach(names::add);
        answer.add("uplinks", names);
        return answer;
    }

    /** Waits a moment until everything is on the disk. */
    @Override
    public void close() {
        file.close();
    }
}
