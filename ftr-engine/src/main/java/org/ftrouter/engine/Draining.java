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
import org.ftrouter.api.Ticker;
import org.ftrouter.api.Uplink;
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
        String[] words = request.split(" ", 2);
        JsonObject answer;
        try {
            JsonObject wish = JsonParser.parseString(words[1]).getAsJsonObject();
            String uplink = wish.get("uplink").getAsString();
            String by = wish.get("by").getAsString();
            if (words[0].equals("undrain")) {
                answer = engine.ask(cycle -> undrain(cycle, uplink, by));
            } else {
                Optional<Duration> time =
                        Optional.ofNullable(wish.get("seconds")).map(s -> Duration.ofSeconds(s.getAsLong()));
                String reason = wish.get("reason").getAsString();
                if (time.filter(t -> t.isNegative() || t.isZero() || t.compareTo(MOST) > 0)
                        .isPresent()) {
                    throw new IllegalArgumentException("seconds");
                }
                answer = engine.ask(cycle -> drain(cycle, uplink, time, reason, by));
            }
            file.flush();
        } catch (JsonParseException | IllegalArgumentException | NullPointerException e) {
            answer = new JsonObject();
            answer.addProperty("error", "unknown request");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        return answer.toString();
    }

    private JsonObject drain(Cycle cycle, String uplink, Optional<Duration> time, String reason, String by) {
        Drains drains = cycle.drains();
        if (!drains.uplinks().contains(uplink)) {
            return unknown(uplink, drains);
        }
        boolean again = drains.drain(uplink, time, reason, by, now()).isPresent();
        Drain drain = drains.of(uplink).orElseThrow();
        if (again) {
            String note = drain.reason().isEmpty() ? "-" : drain.reason();
            log.accept("log.drain.changed", Map.of("uplink", uplink, "by", drain.by(), "note", note));
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

    private static JsonObject undrain(Cycle cycle, String uplink, String by) {
        Drains drains = cycle.drains();
        if (!drains.uplinks().contains(uplink)) {
            return unknown(uplink, drains);
        }
        var answer = new JsonObject();
        answer.addProperty("undrained", drains.undrain(uplink, by).isPresent());
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
