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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.ftrouter.engine.disk.AtomicFile;

/** Drained uplinks, and those that no longer are, in a file, each a line of JSON. Written whole or not at all, by a thread of its own. */
public final class DrainFile implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger("ftr");
    private static final long PATIENCE_SECONDS = 2;

    private final Path file;
    private final ExecutorService disk = Executors.newSingleThreadExecutor(task -> {
        var thread = new Thread(task, "drained");
        thread.setDaemon(true);
        return thread;
    });

    public DrainFile(Path file) {
        this.file = file;
    }

    /** Adds what there is. */
    void read(Map<String, Drain> drained, Map<String, Drain.Ended> ended) {
        try {
            for (String line : AtomicFile.lines(file)) {
                read(line, drained, ended);
            }
        } catch (NoSuchFileException e) {
            LOG.debug("no uplink is drained: {}", file);
        } catch (IOException e) {
            LOG.error("{} cannot be read, so that no uplink is drained: {}", file, e.toString());
        }
    }

    private void read(String line, Map<String, Drain> drained, Map<String, Drain.Ended> ended) {
        try {
            JsonObject json = JsonParser.parseString(line).getAsJsonObject();
            Instant since = Instant.parse(string(json, "since"));
            if (json.has("undrained")) {
                Instant at = Instant.parse(string(json, "at"));
                ended.put(string(json, "undrained"), new Drain.Ended(since, at, string(json, "by")));
                return;
            }
            Optional<Instant> until = Optional.ofNullable(json.get("until")).map(u -> Instant.parse(u.getAsString()));
            drained.put(string(json, "uplink"), new Drain(since, until, string(json, "reason"), string(json, "by")));
        } catch (JsonParseException
                | DateTimeException
                | IllegalStateException
                | UnsupportedOperationException
                | NullPointerException e) {
            LOG.warn("{}: '{}' makes no sense and is left out", file, line);
        }
    }

    private static String string(JsonObject json, String key) {
        return json.get(key).getAsString();
    }

    void write(Map<String, Drain> drained, Map<String, Drain.Ended> ended) {
        var lines = new StringBuilder();
        drained.forEach((name, drain) -> lines.append(json(name, drain)).append('\n'));
        ended.forEach((name, end) -> lines.append(json(name, end)).append('\n'));
        String text = lines.toString();
        try {
            disk.execute(() -> write(text));
        } catch (RejectedExecutionException e) {
            LOG.debug("shutdown", e);
        }
    }

    private static JsonObject json(String uplink, Drain drain) {
        var json = new JsonObject();
        json.addProperty("uplink", uplink);
        json.addProperty("since", drain.since().toString());
        drain.until().ifPresent(u -> json.addProperty("until", u.toString()));
        json.addProperty("reason", drain.reason());
        json.addProperty("by", drain.by());
        return json;
    }

    /** The uplink under a name by which earlier versions do not take it for a drained one. */
    private static JsonObject json(String uplink, Drain.Ended end) {
        var json = new JsonObject();
        json.addProperty("undrained", uplink);
        json.addProperty("since", end.since().toString());
        json.addProperty("at", end.at().toString());
        json.addProperty("by", end.by());
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
