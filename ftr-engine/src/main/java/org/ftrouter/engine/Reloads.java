// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.ftrouter.engine.config.Configuration;
import org.ftrouter.engine.config.UplinkIds;
import org.ftrouter.engine.text.Messages;
import org.jspecify.annotations.Nullable;

/**
 * Loads the configuration anew, for good or on trial: without confirmation within the time the former one returns, as for
 * somebody who has just locked himself out. A further reload on trial begins the time anew, and what returns is still the
 * last configuration that was in force for good. Run by threads of the control socket.
 */
final class Reloads implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger("ftr");
    /** Somebody may be locked out: what the engine could not do yet is tried again so soon. */
    private static final Duration AGAIN = Duration.ofSeconds(3);

    private static final Pattern RELOAD = Pattern.compile("reload(?: confirm (\\d{1,5}))?");

    private final DaemonOptions options;
    private final Loading loading;
    private final Heartbeat heartbeat;
    private final Switch engine;
    private final Supplier<Configuration> present;
    private final Told told;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "confirmation");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable OnTrial trial;

    /** Puts a configuration in the place of the one in force. */
    interface Switch {
        void to(Loading.Ready ready) throws InterruptedException, ExecutionException, TimeoutException;
    }

    /** Who is told what became of it. Called by any thread. */
    interface Told {
        /** Nobody. */
        Told NOBODY = new Told() {
            @Override
            public void loaded(Configuration now, Optional<Duration> trial) {}

            @Override
            public void rejected(StartException why) {}

            @Override
            public void rolledBack(Configuration now) {}
        };

        /** A configuration is in force, perhaps only until that time is over. */
        void loaded(Configuration now, Optional<Duration> trial);

        /** One was refused. */
        void rejected(StartException why);

        /** Nobody has confirmed the one on trial, so the former one is in force again. */
        void rolledBack(Configuration now);
    }

    private record OnTrial(Configuration former, Optional<UplinkIds> unsaved, ScheduledFuture<?> end) {}

    Reloads(
            DaemonOptions options,
            Loading loading,
            Heartbeat heartbeat,
            Switch engine,
            Supplier<Configuration> present,
            Told told) {
        this.options = options;
        this.loading = loading;
        this.heartbeat = heartbeat;
        this.engine = engine;
        this.present = present;
        this.told = told;
    }

    /** Answers {@code plugins}, {@code reload}, {@code reload confirm SECONDS} and {@code confirm}. */
    String answer(String request) {
        if (request.equals("plugins")) {
            return loading.plugins();
        }
        Matcher reload = RELOAD.matcher(request);
        var answer = new JsonObject();
        if (request.equals("confirm")) {
            confirm(answer);
        } else if (reload.matches()) {
            reload(Optional.ofNullable(reload.group(1)).map(s -> Duration.ofSeconds(Long.parseLong(s))), answer);
        } else {
            answer.addProperty("error", "unknown request");
        }
        return answer.toString();
    }

    /** How long there is yet to confirm; empty if there is nothing to confirm. */
    synchronized Optional<Duration> left() {
        return Optional.ofNullable(trial)
                .map(t -> Duration.ofMillis(Math.max(0, t.end.getDelay(TimeUnit.MILLISECONDS))));
    }

    private synchronized void reload(Optional<Duration> confirmation, JsonObject answer) {
        try {
            heartbeat.reloading();
            Configuration former = trial == null ? present.get() : trial.former;
            Loading.Ready ready = loading.load(confirmation.isPresent());
            engine.to(ready);
            endTrial();
            told.loaded(ready.configuration(), confirmation);
            answer.addProperty("reloaded", true);
            answer.addProperty("text", String.join("\n", ready.warnings()));
            if (confirmation.isPresent()) {
                beginTrial(former, ready.unsaved(), confirmation.get());
                answer.addProperty("confirm_seconds", confirmation.get().toSeconds());
            } else {
                log("log.reloaded", Map.of());
            }
        } catch (StartException e) {
            answer.addProperty("reloaded", false);
            answer.addProperty("text", e.getMessage());
            LOG.error(text("log.rejected", Map.of("text", String.valueOf(e.getMessage()))));
            told.rejected(e);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            answer.addProperty("reloaded", false);
            answer.addProperty("text", e.toString());
            LOG.error("reload", e);
        } finally {
            heartbeat.ready();
        }
    }

    private void beginTrial(Configuration former, Optional<UplinkIds> unsaved, Duration limit) {
        log("log.trial", Map.of("seconds", Long.toString(limit.toSeconds())));
        trial = onTrial(former, unsaved, limit);
    }

    private OnTrial onTrial(Configuration former, Optional<UplinkIds> unsaved, Duration limit) {
        return new OnTrial(former, unsaved, timer.schedule(this::rollBack, limit.toMillis(), TimeUnit.MILLISECONDS));
    }

    private void endTrial() {
        if (trial != null) {
            trial.end.cancel(false);
            trial = null;
        }
    }

    private synchronized void confirm(JsonObject answer) {
        answer.addProperty("confirmed", trial != null);
        if (trial == null) {
            return;
        }
        try {
            if (trial.unsaved.isPresent()) {
                loading.remember(trial.unsaved.get());
            }
            endTrial();
            log("log.confirmed", Map.of());
        } catch (StartException e) {
            answer.addProperty("error", e.getMessage());
        }
    }

    private synchronized void rollBack() {
        OnTrial ended = trial;
        if (ended == null || ended.end.isCancelled()) {
            return;
        }
        trial = null;
        try {
            engine.to(loading.again(ended.former));
            LOG.warn(text("log.rolledback", Map.of()));
            told.rolledBack(ended.former);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nothing is on trial any more: the daemon ends
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            LOG.error("roll back", e);
            trial = onTrial(ended.former, ended.unsaved, AGAIN);
        }
    }

    private void log(String key, Map<String, String> parameters) {
        LOG.info(text(key, parameters));
    }

    private String text(String key, Map<String, String> parameters) {
        var all = new java.util.HashMap<>(parameters);
        all.put("file", options.config().toString());
        return Messages.of(present.get().language()).text(key, all);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
