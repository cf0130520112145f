// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.drain;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.ftrouter.engine.disk.AtomicFile;

/**
 * Drained uplinks, and of what was ordered what is not stored for people yet, in a file, each a line of JSON. Written whole
 * or not at all, by a thread of its own. Safe for all threads.
 */
public final class DrainFile implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger("ftr");
    private static final long PATIENCE_SECONDS = 2;

    private static final String UNTOLD = "untold";
    private static final String DRAINED = "drained";
    private static final String UNDRAINED = "undrained";

    private final Path file;
    private final Map<String, Drain> known = new TreeMap<>();
    private final List<Order> owed = new ArrayList<>();
    private final ExecutorService disk = Executors.newSingleThreadExecutor(task -> {
        var thread = new Thread(task, "drained");
        thread.setDaemon(true);
        return thread;
    });

    public DrainFile(Path file) {
        this.file = file;
    }

    /** Adds what is drained; what was not told, in order. */
    synchronized List<Order> read(Map<String, Drain> drained) {
        try {
            for (String line : AtomicFile.lines(file)) {
                read(line, drained);
            }
        } catch (NoSuchFileException e) {
            LOG.debug("no uplink is drained: {}", file);
        } catch (IOException e) {
            LOG.error("{} cannot be read, so that no uplink is drained: {}", file, e.toString());
        }
        known.putAll(drained);
        return List.copyOf(owed);
    }

    private void read(String line, Map<String, Drain> drained) {
        try {
            JsonObject json = JsonParser.parseString(line).getAsJsonObject();
            if (json.has(UNTOLD)) {
                owed.add(order(json));
            } else if (!json.has(UNDRAINED)) { // which earlier versions left there
                drained.put(string(json, "uplink"), drain(json));
            }
        } catch (JsonParseException
                | DateTimeException
                | IllegalStateException
                | UnsupportedOperationException
                | NullPointerException e) {
            LOG.warn("{}: '{}' makes no sense and is left out", file, line);
        }
    }

    private static Order order(JsonObject json) {
        String id = string(json, UNTOLD);
        return json.has(UNDRAINED)
                ? new Order(
                        id, string(json, UNDRAINED), new Drain.Ended(since(json), time(json, "at"), string(json, "by")))
                : new Order(id, string(json, DRAINED), drain(json));
    }

    private static Drain drain(JsonObject json) {
        Optional<Instant> until = json.has("until") ? Optional.of(time(json, "until")) : Optional.empty();
        return new Drain(since(json), until, string(json, "reason"), string(json, "by"));
    }

    private static Instant since(JsonObject json) {
        return time(json, "since");
    }

    private static Instant time(JsonObject json, String key) {
        return Instant.parse(string(json, key));
    }

    private static String string(JsonObject json, String key) {
        return json.get(key).getAsString();
    }

    /** From now on this is to be told, until it is {@link #stored}. It is on the disk with the next {@link #write}. */
    synchronized void owes(Order order) {
        owed.add(order);
    }

    /** What is drained; what is owed of other uplinks than those is forgotten. */
    synchronized void write(Map<String, Drain> drained, Set<String> uplinks) {
        known.clear();
        known.putAll(drained);
        owed.removeIf(order -> !uplinks.contains(order.uplink()));
        write();
    }

    /** The notice of this id can no longer be lost. */
    public synchronized void stored(String id) {
        if (owed.removeIf(order -> order.id().equals(id))) {
            write();
        }
    }

    private void write() {
        var lines = new StringBuilder();
        known.forEach((name, drain) -> lines.append(json("uplink", name, drain)).append('\n'));
        owed.forEach(order -> lines.append(json(order)).append('\n'));
        String text = lines.toString();
        try {
            disk.execute(() -> write(text));
        } catch (RejectedExecutionException e) {
            LOG.debug("shutdown", e);
        }
    }

    private static JsonObject json(String key, String uplink, Drain drain) {
        var json = new JsonObject();
        json.addProperty(key, uplink);
        json.addProperty("since", drain.since().toString());
        drain.until().ifPresent(u -> json.addProperty("until", u.toString()));
        json.addProperty("reason", drain.reason());
        json.addProperty("by", drain.by());
        return json;
    }

    private static JsonObject json(String uplink, Drain.Ended end) {
        var json = new JsonObject();
        json.addProperty(UNDRAINED, uplink);
        json.addProperty("since", end.since().toString());
        json.addProperty("at", end.at().toString());
        json.addProperty("by", end.by());
        return json;
    }

    /** The uplink under a name by which no version takes it for a drained one. */
    private static JsonObject json(Order order) {
        JsonObject json = order.content() instanceof Drain drain
                ? json(DRAINED, order.uplink(), drain)
                : json(order.uplink(), (Drain.Ended) order.content());
        json.addProperty(UNTOLD, order.id());
        return json;
    }

    private void write(String text) {
        try {
            AtomicFile.write(file, text);
        } catch (IOException e) {
            LOG.error("{} cannot be written; a restart forgets which uplinks are drained: {}", file, e.toString());
        }
    }

    /** Waits a moment until everything is written: whoever is told that an uplink is drained may pull the plug. */
    public void flush() throws InterruptedException {
        try {
            disk.submit(() -> {}).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            LOG.warn("{} may not be written", file);
        }
    }

    /** Waits a moment until everything is written. */
    @Override
    public void close() {
        disk.shutdown();
        try {
            if (!disk.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("{} may not be written", file);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
