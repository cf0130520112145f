// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.ftrouter.api.Ticker;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.engine.config.Configuration;
import org.ftrouter.engine.config.Mode;
import org.ftrouter.engine.config.UplinkConfig;
import org.ftrouter.engine.control.ControlClient;
import org.ftrouter.engine.control.ControlServer;
import org.ftrouter.engine.cycle.Cycle;
import org.ftrouter.engine.cycle.Engine;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.apply.Applier;
import org.ftrouter.engine.cycle.apply.ApplyOutcome;
import org.ftrouter.engine.cycle.apply.Connections;
import org.ftrouter.engine.cycle.apply.DepartureBackend;
import org.ftrouter.engine.cycle.notify.Announcer;
import org.ftrouter.engine.cycle.notify.AnnouncerRules;
import org.ftrouter.engine.cycle.notify.Channels;
import org.ftrouter.engine.cycle.notify.NoticeWriter;
import org.ftrouter.engine.cycle.plan.Exit;
import org.ftrouter.engine.cycle.plan.Exits;
import org.ftrouter.engine.cycle.plan.Planner;
import org.ftrouter.engine.cycle.probe.Network;
import org.ftrouter.engine.cycle.probe.NetworkSource;
import org.ftrouter.engine.cycle.probe.ProbeScheduler;
import org.ftrouter.engine.cycle.verdict.Judge;
import org.ftrouter.engine.demo.DemoScreen;
import org.ftrouter.engine.history.HistoryLog;
import org.ftrouter.engine.history.RecordingProbe;
import org.ftrouter.engine.plugin.PluginCatalog;
import org.ftrouter.engine.plugin.PluginHost;
import org.ftrouter.engine.status.StatusReport;
import org.ftrouter.engine.text.Messages;
import org.jspecify.annotations.Nullable;

/** One running instance: from a configuration file to an engine that turns, and back to nothing. */
public final class Daemon {
    /** Below the state folder: what became of every question. */
    public static final String HISTORY = "history";

    private static final Logger LOG = LogManager.getLogger("ftr");

    private final FaultFinder faults = new FaultFinder(this::log);
    private final DaemonOptions options;
    private final Dialling dialling;
    private final Metering metering;
    private final Draining draining;
    private final PrintStream screen;
    private final Consumer<Configuration> loaded;
    private final Ticker ticker = Ticker.SYSTEM;
    private final PluginHost host;
    private final Heartbeat heartbeat;
    private final Channels channels;
    private final News news;
    private volatile @Nullable Connections connections;
    private final Map<String, ApplyOutcome> outcomes = new ConcurrentHashMap<>();
    private final Random random = new Random();
    private volatile @Nullable Engine engine;
    private volatile boolean stopped;
    private volatile @Nullable Running running;
    private @Nullable HistoryLog history;

    /** What belongs to one configuration. */
    private record Running(Configuration configuration, Parts parts, Announcer announcer, Network network) {}

    /**
     * An instance that has not started.
     *
     * @param screen where a demonstration or dry run prints to
     * @param loaded called with each configuration before it comes into force, to set up the log
     */
    public Daemon(DaemonOptions options, PrintStream screen, Consumer<Configuration> loaded) {
        this.options = options;
        this.dialling = new Dialling(options, this::log);
        this.metering = new Metering(options);
        this.draining = new Draining(options, ticker, this::log);
        this.screen = screen;
        this.loaded = loaded;
        this.host = PluginHost.of(options.plugins(), options.state());
        this.heartbeat = new Heartbeat(ticker, host.pulse());
        this.channels = World.channels(options);
        this.news = new News(options, host.hostName(), ticker, channels::send);
    }

    /** Runs until {@link #stop}. The calling thread becomes the engine thread. */
    public void run() throws StartException {
        try (Locks locks = Locks.take(options);
                World world = World.of(options, PluginCatalog.load(host), screen)) {
            world.maker().catalog().onTrouble(news::unusable);
            Loading loading = new Loading(options, world.maker());
            // to be taken out: as a variable of this method it would keep the first plugins alive through all reloads
            var ready = new ArrayDeque<>(List.of(loading.load()));
            try (NetworkSource source = world.source(ready.element().configuration());
                    Connections freeing = new Connections(world::connections, world.former(), this::freed);
                    HistoryLog kept = keepHistory()) {
                connections = freeing;
                history = kept;
                Engine made = new Engine(ticker, afterTurn(), e -> first(e, ready.remove(), source));
                engine = made;
                world.maker().catalog().refused().forEach(news::unusable);
                if (stopped) { // while it was loading
                    made.stop();
                }
                source.watch(() -> {
                    current().network().changed();
                    made.wake();
                });
                serve(made, loading, source);
            }
        } catch (IOException e) {
            throw new StartException(StartException.Reason.FAILED, String.valueOf(e.getMessage()));
        }
    }

    private void serve(Engine made, Loading loading, NetworkSource source) throws IOException {
        boolean live = options.mode() == DaemonOptions.Mode.LIVE;
        var reloads = new Reloads(
                options,
                loading,
                heartbeat,
                ready -> {
                    replace(ready, source);
                    news.started(loading.started());
                },
                () -> current().configuration(),
                news);
        ControlServer control = options.mode() == DaemonOptions.Mode.DEMO
                ? null
                : new ControlServer(options.socket(), line -> answer(line, reloads));
        try (reloads) {
            log("log.started", Map.of("uplinks", names(), "version", options.version()));
            Configuration first = current().configuration();
            news.begin(() -> {
                news.loaded(first, Optional.empty());
                news.started(loading.started());
            });
            if (live) {
                heartbeat.ready();
            }
            made.run();
            log("log.stopped", Map.of());
            heartbeat.stopping();
        } finally {
            if (control != null) {
                control.close();
            }
            channels.close();
            dialling.close();
            metering.close();
            draining.close();
            current().parts().close();
        }
    }

    private String names() {
        return current().configuration().uplinks().stream()
                .map(u -> u.uplink().name())
                .collect(Collectors.joining(", "));
    }

    /** Ends {@link #run}. Any thread. */
    public void stop() {
        stopped = true;
        Engine made = engine;
        if (made != null) {
            made.stop();
        }
    }

    // ---- putting a cycle together

    private Cycle first(Engine made, Loading.Ready ready, NetworkSource source) {
        ready.warnings().forEach(w -> LOG.warn(w));
        Moment now = new Moment(ticker.nanos());
        return cycle(made, ready, source, new Judge(ready.parts().rules(), now), null);
    }

    private Cycle next(Engine made, Loading.Ready ready, NetworkSource source, Cycle old) {
        Running before = current();
        Moment now = new Moment(ticker.nanos());
        Cycle cycle = cycle(made, ready, source, new Judge(ready.parts().rules(), old.judge(), now), old);
        Replacement.aside(before.parts()::close);
        return cycle;
    }

    private Cycle cycle(Engine made, Loading.Ready ready, NetworkSource source, Judge judge, @Nullable Cycle old) {
        Configuration configuration = ready.configuration();
        loaded.accept(configuration);
        Parts parts = ready.parts();
        List<Uplink> uplinks =
                configuration.uplinks().stream().map(UplinkConfig::uplink).toList();
        source.own(configuration.layout().protocol());
        Running before = running;
        var network = new Network(source, uplinks, before == null ? null : before.network());
        Announcer announcer = announcer(configuration, parts, uplinks);
        boolean observes = observes(configuration);
        Connections freeing = Objects.requireNonNull(connections);
        var backends = observes ? parts.backends() : DepartureBackend.first(parts.backends(), freeing, ticker);
        faults.use(parts.local());
        var cycle = new Cycle(
                network,
                scheduler(ready, made::wake),
                judge,
                planner(configuration, parts, uplinks),
                new Applier(backends, ticker, this::applied, old == null ? null : old.applier(), freeing::former),
                announcer,
                Exits.of(configuration.uplinks(), old == null ? null : old.exits()),
                observes ? exits -> {} : freeing::free,
                dialling.of(configuration, made::wake, old),
                metering.of(configuration, old),
                draining.of(uplinks, old),
                old == null ? List.of() : old.members(),
                new Moment(ticker.nanos()));
        running = new Running(configuration, parts, announcer, network);
        channels.use(parts.notifiers());
        outcomes.clear();
        if (observes) {
            log("log.observing", Map.of());
        }
        return cycle;
    }

    private static Planner planner(Configuration configuration, Parts parts, List<Uplink> uplinks) {
        return new Planner(
                configuration.layout(),
                configuration.downlinks(),
                uplinks,
                configuration.pins(),
                configuration.allDown(),
                parts.rules());
    }

    private Announcer announcer(Configuration configuration, Parts parts, List<Uplink> uplinks) {
        Running before = running;
        var writer = new NoticeWriter(
                host.hostName(),
                options.version(),
                configuration.language(),
                uplinks,
                ZoneId.systemDefault(),
                observes(configuration));
        news.use(writer, configuration.language());
        var rules = new AnnouncerRules(parts.rules(), configuration.notices().flapping());
        InstantSource wall = InstantSource.system();
        var send = draining.forgettingStored(channels::send);
        return before == null
                ? new Announcer(writer, wall, send, rules, channels.incidents(), faults)
                : new Announcer(writer, wall, send, rules, faults, before.announcer());
    }

    /** The configuration has nothing written. In a dry run or demonstration, the mode says so already. */
    private boolean observes(Configuration configuration) {
        return options.mode() == DaemonOptions.Mode.LIVE && configuration.mode() == Mode.OBSERVE;
    }

    private void freed(Exit exit, int count) {
        log("log.freed", Map.of("uplink", exit.path().toString(), "count", Integer.toString(count)));
    }

    private @Nullable HistoryLog keepHistory() {
        return options.mode() == DaemonOptions.Mode.LIVE
                ? HistoryLog.in(options.state().resolve(HISTORY), InstantSource.system())
                : null;
    }

    private ProbeScheduler scheduler(Loading.Ready ready, Runnable wake) {
        HistoryLog log = history;
        Parts parts = ready.parts();
        var targets = log == null ? parts.targets() : RecordingProbe.around(parts.targets(), log, ticker);
        var faultLog = new OwnFaultLog(ready.configuration().language());
        return new ProbeScheduler(parts.rules(), targets, ticker, random, wake, faultLog);
    }

    private Running current() {
        return Objects.requireNonNull(running);
    }

    /** Called on a backend's thread after each attempt. */
    private void applied(ApplyOutcome outcome) {
        ApplyOutcome before = outcomes.put(outcome.backend(), outcome);
        var problem = outcome.problem();
        var known = before == null ? Optional.<ApplyOutcome.Problem>empty() : before.problem();
        routed(outcome);
        news.applied(outcome);
        LOG.debug("{} applied in {} us", outcome.backend(), outcome.took().toNanos() / 1000);
        if (problem.isPresent() && !problem.equals(known)) {
            boolean partial = problem.get().reason() == RouteException.Reason.PARTIAL;
            String text = text(
                    "log.apply.failed",
                    Map.of("backend", outcome.backend(), "text", problem.get().text()));
            LOG.log(partial ? Level.WARN : Level.ERROR, text);
        } else if (problem.isEmpty() && known.isPresent()) {
            log("log.apply.repaired", Map.of("backend", outcome.backend()));
        }
    }

    /** The first backend makes the routes; connections leave a path once no route leads there. */
    private void routed(ApplyOutcome outcome) {
        boolean routes = current().parts().backends().keySet().stream()
                .findFirst()
                .filter(outcome.backend()::equals)
                .isPresent();
        if (routes && outcome.installed() && !observes(current().configuration())) {
            Objects.requireNonNull(connections).applied(outcome.plan());
        }
    }

    private Consumer<Cycle> afterTurn() {
        return options.mode() == DaemonOptions.Mode.DEMO
                ? new DemoScreen(screen, options.language())::show
                : this::turned;
    }

    private void turned(Cycle cycle) {
        heartbeat.beat();
        news.turned(cycle, cycle.applier().written(cycle.planned().plan(), outcomes));
        faults.look(cycle.verdicts(), cycle.network().paths());
        HistoryLog log = history;
        if (log != null) {
            log.members(cycle.members());
        }
    }

    // ---- requests

    private String answer(String line, Reloads reloads) {
        Engine asked = Objects.requireNonNull(engine);
        return switch (line) {
            case "status" -> status(reloads, asked);
            case "plan" -> asked.ask(cycle -> cycle.planned().plan()).hops().toString();
            default -> Draining.takes(line) ? draining.answer(line, asked) : reloads.answer(line);
        };
    }

    private String status(Reloads reloads, Engine asked) {
        Running now = current();
        var report = new StatusReport(
                host.hostName(),
                options.version(),
                now.configuration().uplinks().stream().map(UplinkConfig::uplink).toList());
        JsonObject status = asked.ask(cycle -> report.build(
                cycle,
                new LinkedHashMap<>(outcomes),
                channels.report(),
                faults.all(),
                new Moment(ticker.nanos()),
                Instant.now()));
        StatusReport.add(status, now.configuration().mode(), reloads.left());
        return status.toString();
    }

    private void replace(Loading.Ready ready, NetworkSource source)
            throws InterruptedException, ExecutionException, TimeoutException {
        Engine made = Objects.requireNonNull(engine);
        var replacement = new Replacement(ready.parts(), old -> next(made, ready, source, old));
        replacement.in(made, Replacement.LIMIT);
    }

    /** Loads the configuration anew, as {@code ftr reload} does. Any thread; returns when it is done. */
    public void reload() {
        try {
            ControlClient.ask(options.socket(), "reload");
        } catch (IOException e) {
            LOG.error("reload", e);
        }
    }

    private void log(String key, Map<String, String> parameters) {
        LOG.info(text(key, parameters));
    }

    private String text(String key, Map<String, String> parameters) {
        return Messages.of(current().configuration().language()).text(key, parameters);
    }
}
