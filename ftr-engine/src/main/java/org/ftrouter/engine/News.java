// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.ftrouter.api.Ticker;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.engine.config.Configuration;
import org.ftrouter.engine.config.Written;
import org.ftrouter.engine.cycle.Cycle;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.apply.ApplyOutcome;
import org.ftrouter.engine.cycle.notify.ConfigNews;
import org.ftrouter.engine.cycle.notify.DriftNews;
import org.ftrouter.engine.cycle.notify.NoticeWriter;
import org.ftrouter.engine.cycle.notify.PluginNotice;
import org.ftrouter.engine.cycle.notify.RoutingNews;
import org.ftrouter.engine.plugin.PluginInfo;
import org.jspecify.annotations.Nullable;

/**
 * What a daemon tells besides the health of its uplinks: configurations, plugins, the default route, and damage to it that
 * was put right. What is worth a warning goes to the log, too. Safe for all threads but {@link #turned}.
 */
final class News implements Reloads.Told {
    private static final Logger LOG = LogManager.getLogger("ftr");

    /** If there are no routes by then, there may never be. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Path file;
    private final String host;
    private final Ticker ticker;
    private final Consumer<Notice> out;
    private final ConfigNews configurations;
    private final DriftNews drift;
    private final RoutingNews routing;
    private @Nullable Runnable beginning;
    private Moment begun = new Moment(0);
    private volatile String language;
    private volatile @Nullable NoticeWriter writer;
    private @Nullable Configuration before;

    News(DaemonOptions options, String host, Ticker ticker, Consumer<Notice> out) {
        this.file = options.config();
        this.host = host;
        this.ticker = ticker;
        this.out = out;
        this.language = options.language();
        InstantSource wall = InstantSource.system();
        configurations = new ConfigNews(host, ticker, wall, out);
        drift = new DriftNews(host, wall, this::sendLogged);
        routing = new RoutingNews(wall, out);
    }

    /** From now on texts are written like this. */
    void use(NoticeWriter now, String logLanguage) {
        writer = now;
        language = logLanguage;
    }

    private void sendLogged(Notice notice) {
        LOG.warn(notice.line(language));
        out.accept(notice);
    }

    /**
     * What is to be told of the start, as soon as the routes are there: before, it could leave through any uplink. By the
     * engine's thread.
     */
    void begin(Runnable tell) {
        beginning = tell;
        begun = now();
    }

    /** A plugin cannot be used. */
    void unusable(PluginInfo plugin) {
        sendLogged(PluginNotice.of(plugin, host, Instant.now()));
    }

    /** These have come into use. */
    void started(List<PluginInfo> plugins) {
        plugins.forEach(plugin -> out.accept(PluginNotice.started(plugin, host, Instant.now())));
    }

    @Override
    public synchronized void loaded(Configuration now, Optional<Duration> trial) {
        Configuration old = before;
        before = now;
        Optional<Written.Changes> changes =
                old == null ? Optional.empty() : Optional.of(old.written().changesTo(now.written()));
        List<String> uplinks =
                now.uplinks().stream().map(u -> u.uplink().name()).toList();
        configurations.loaded(file, uplinks, changes, trial);
    }

    @Override
    public void rejected(StartException why) {
        configurations.rejected(file, why.errors(), String.valueOf(why.getMessage()));
    }

    @Override
    public synchronized void rolledBack(Configuration now) {
        before = now;
        configurations.rolledBack(file);
    }

    /** A backend has done what it could. */
    void applied(ApplyOutcome outcome) {
        outcome.repaired().ifPresent(repair -> drift.repaired(outcome.backend(), repair, now()));
    }

    /** After a turn, by the engine's thread; routed: the kernel has what that wanted. */
    void turned(Cycle cycle, boolean routed) {
        Runnable first = beginning;
        if (first != null && (routed || now().since(begun).compareTo(PATIENCE) >= 0)) {
            beginning = null;
            if (!isReloaded()) { // or the one of the start is not in force any more
                first.run();
            }
        }
        NoticeWriter present = writer;
        if (present != null) {
            routing.look(present, cycle.verdicts(), cycle.planned(), now());
        }
        drift.look(now());
    }

    private synchronized boolean isReloaded() {
        return before != null;
    }

    private Moment now() {
        return new Moment(ticker.nanos());
    }
}
