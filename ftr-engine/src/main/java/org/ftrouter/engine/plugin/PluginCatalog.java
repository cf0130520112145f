// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import java.io.IOException;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifierFactory;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeFactory;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RouteBackendFactory;
import org.ftrouter.engine.config.HoconSettings;
import org.ftrouter.engine.config.PluginConfig;
import org.ftrouter.engine.config.PluginDefaults;
import org.ftrouter.engine.config.Suggestion;

/**
 * All plugins of this process, and the way to make something with them: those on the class path and those in jars, as they
 * were when it was loaded. What cannot be used is in {@link #plugins()} with the reason and stops nothing. {@link #renewed}
 * looks again; {@link #outlive} closes the jars of the one that is not needed any more.
 *
 * <p>{@link #probe}, {@link #route} and {@link #notifier} never throw: what is wrong becomes a problem of the
 * configuration's {@code Settings}, and something useless is returned. Call them on one thread; {@link #plugins()} on
 * any.
 */
public final class PluginCatalog implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger("plugin");
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    static { // or a jar that was replaced would go on giving its old files, to whoever opens them by their URL
        URLConnection.setDefaultUseCaches("jar", false);
    }

    private final PluginHost host;
    private final TrustedPath trust;
    private final Duration deadline;
    private final Duration patience;
    private final Alarm alarm;
    private final List<Plugin> plugins;
    private final List<PluginInfo> refused;
    private final List<Source> sources;

    /** Who is told of what cannot be used: one for all catalogs of a process. */
    private static final class Alarm {
        private volatile Consumer<PluginInfo> told = PluginCatalog::warn;
        private Set<PluginInfo> refused = Set.of();
        private final Map<Optional<Path>, PluginInfo> leaking = new LinkedHashMap<>();

        /** Tells of what the look before this one had not found, also if that look was for nothing. */
        synchronized void refused(List<PluginInfo> now) {
            now.stream().filter(info -> !refused.contains(info)).forEach(told);
            refused = Set.copyOf(now);
        }

        /** Tells of a jar once, whatever more it leaves later. */
        synchronized void leaks(PluginInfo info) {
            if (leaking.put(info.jar(), info) == null) {
                told.accept(info);
            }
        }

        /** Those that work, and yet leak, are shown as such; those that are gone come last. */
        synchronized List<PluginInfo> withLeaks(List<PluginInfo> found) {
            var all = new ArrayList<PluginInfo>();
            var gone = new LinkedHashMap<>(leaking);
            for (PluginInfo info : found) {
                PluginInfo leak = info.jar().isPresent() ? leaking.get(info.jar()) : null;
                gone.remove(info.jar());
                all.add(leak == null || !info.why().isEmpty() ? info : info.leaking(leak.why()));
            }
            all.addAll(gone.values());
            return all;
        }
    }

    private PluginCatalog(
            PluginHost host,
            TrustedPath trust,
            Duration deadline,
            Duration patience,
            List<Source> earlier,
            Alarm alarm) {
        this.host = host;
        this.patience = patience;
        this.trust = trust;
        this.deadline = deadline;
        this.alarm = alarm;
        var finder = new PluginFinder(
                host,
                trust,
                deadline,
                earlier,
                p -> alarm.told.accept(p.info()),
                new Leftovers.Watch(patience, alarm::leaks));
        finder.addBuiltIn();
        host.folders().forEach(finder::addFolder);
        this.plugins = finder.plugins();
        this.refused = finder.refused();
        this.sources = finder.sources();
    }

    /** Finds the plugins on the class path and in the host's folders. Refused ones are logged. */
    public static PluginCatalog load(PluginHost host) {
        return load(host, DEADLINE);
    }

    /** @param deadline for each jar to be loaded, and for each use of a plugin to be made */
    static PluginCatalog load(PluginHost host, Duration deadline) {
        return load(host, deadline, Leftovers.PATIENCE);
    }

    /** @param patience how long after something was closed its threads may go on */
    static PluginCatalog load(PluginHost host, Duration deadline, Duration patience) {
        var catalog = new PluginCatalog(host, TrustedPath.ofThisProcess(), deadline, patience, List.of(), new Alarm());
        catalog.alarm.refused(catalog.refused);
        return catalog;
    }

    /** The plugins that are there now. Those whose jars have not changed are the same ones. What is new is told. */
    public PluginCatalog renewed() {
        var next = new PluginCatalog(host, trust, deadline, patience, sources, alarm);
        alarm.refused(next.refused);
        next.plugins.stream().filter(p -> !plugins.contains(p)).forEach(p -> LOG.info("plugin {} found", p));
        plugins.stream().filter(p -> !next.plugins.contains(p)).forEach(p -> LOG.info("plugin {} is gone", p));
        return next;
    }

    /** Closes jars that only the other has, as soon as nothing made from them is in use. */
    public void outlive(PluginCatalog other) {
        other.sources.stream()
                .filter(s -> !sources.contains(s))
                .forEach(s -> s.lifetime().retire());
    }

    /**
     * From now on, who is told of a plugin that is put in quarantine or leaks, on any thread, and of a jar that is refused,
     * by whoever looks; also by catalogs made of this one.
     */
    public void onTrouble(Consumer<PluginInfo> told) {
        alarm.told = told;
    }

    private static void warn(PluginInfo info) {
        if (info.state() == PluginInfo.State.REFUSED) {
            LOG.warn("plugin {} refused: {}", info.jar().orElseThrow(), info.why());
        } else if (info.state() == PluginInfo.State.LEAKING) {
            LOG.warn("plugin {} leaks: {}", info.type(), info.why());
        } else {
            LOG.warn("plugin {} is left alone for a while: {}", info.type(), info.why());
        }
    }

    /** The jars that were refused. */
    public List<PluginInfo> refused() {
        return refused;
    }

    /** Every plugin, usable or not, by kind and type; behind them refused ones, and those that are gone but left threads. */
    public List<PluginInfo> plugins() {
        return alarm.withLeaks(Stream.concat(
                        plugins.stream()
                                .sorted(Comparator.comparing(Plugin::kind).thenComparing(Plugin::type))
                                .map(Plugin::info),
                        refused.stream())
                .toList());
    }

    /** Those from jars that have come into use since this was asked last. */
    public List<PluginInfo> started() {
        return plugins.stream().filter(Plugin::starts).map(Plugin::info).toList();
    }

    /** Name of this host. */
    public String hostName() {
        return host.hostName();
    }

    /** The types of a kind that can be named in a configuration, sorted. */
    public List<String> types(PluginKind kind) {
        return plugins.stream()
                .filter(plugin -> plugin.kind() == kind)
                .map(Plugin::type)
                .sorted()
                .toList();
    }

    /** Whether a type of route backend tells apart uplinks that share an interface. */
    boolean tellsApart(String type) {
        return find(PluginKind.ROUTE, type).filter(this::tellsApart).isPresent();
    }

    private boolean tellsApart(Plugin plugin) {
        try {
            return inside(plugin, () -> ((RouteBackendFactory) plugin.factory()).tellsApart(), deadline);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (Throwable e) {
            plugin.boundary().bug(e);
            return false;
        }
    }

    /** The probe of a target. */
    public Probe probe(PluginConfig config) {
        return create(PluginKind.PROBE, config, plugin -> {
            Probe made = ((ProbeFactory) plugin.factory()).create(config.settings(), plugin.context());
            return plugin.activated(new GuardedProbe(Objects.requireNonNull(made, "no probe was made"), plugin));
        });
    }

    /** A route backend. */
    public RouteBackend route(PluginConfig config) {
        return create(PluginKind.ROUTE, config, plugin -> plugin.activated(backend(plugin, config)));
    }

    private static RouteBackend backend(Plugin plugin, PluginConfig config) {
        RouteBackend made = ((RouteBackendFactory) plugin.factory()).create(config.settings(), plugin.context());
        return new GuardedRoute(Objects.requireNonNull(made, "no backend was made"), plugin);
    }

    /**
     * A route backend, with nothing set, of each type that is not among these and was used once, having a state folder: it
     * may have left something. One that does not work so has left nothing.
     */
    public Map<String, RouteBackend> former(Set<String> types) {
        var former = new LinkedHashMap<String, RouteBackend>();
        for (String type : types(PluginKind.ROUTE)) {
            Path state = host.state().resolve(PluginKind.ROUTE.word()).resolve(type);
            if (!types.contains(type) && Files.isDirectory(state)) {
                PluginConfig config = PluginDefaults.of(type);
                former.put(type, create(PluginKind.ROUTE, config, plugin -> backend(plugin, config)));
            }
        }
        return former;
    }

    /** A channel to people. */
    public Notifier notifier(PluginConfig config) {
        return create(PluginKind.NOTIFIER, config, plugin -> {
            Notifier made = ((NotifierFactory) plugin.factory()).create(config.settings(), plugin.context());
            return plugin.activated(new GuardedNotifier(Objects.requireNonNull(made, "no notifier was made"), plugin));
        });
    }

    /** What the plugins of that type say of themselves, whatever their kind. */
    public List<PluginManual> manuals(String type, String language) throws IOException {
        var manuals = new ArrayList<PluginManual>();
        for (Plugin plugin : all(type)) {
            manuals.add(PluginManual.of(plugin, plugin.info(), language, deadline));
        }
        return manuals;
    }

    @SuppressWarnings("unchecked") // what cannot be made is stood for by something that is all three
    private <T> T create(PluginKind kind, PluginConfig config, Function<Plugin, T> make) {
        Optional<Plugin> found = find(kind, config.type());
        if (found.isEmpty()) {
            boolean named = kind != PluginKind.PROBE || config.settings().keys().contains("type");
            return (T) unusable(named ? "type" : "target", config, unknown(kind, config.type()));
        }
        Plugin plugin = found.get();
        try {
            T made = inside(plugin, () -> make.apply(plugin), deadline);
            if (config.settings() instanceof HoconSettings settings) {
                settings.reportUnread();
            }
            return made;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return (T) unusable(key(kind), config, "was not made: interrupted");
        } catch (Throwable e) {
            return (T) unusable(
                    key(kind), config, "cannot be used: " + plugin.boundary().bug(e));
        }
    }

    /** Those of a type, whatever their kind. */
    List<Plugin> all(String type) {
        return plugins.stream().filter(p -> p.type().equals(type)).toList();
    }

    private Optional<Plugin> find(PluginKind kind, String type) {
        return plugins.stream()
                .filter(p -> p.kind() == kind && p.type().equals(type))
                .findFirst();
    }

    /** Runs a factory: a foreign one on a thread that can be left behind. */
    static <T> T inside(Plugin plugin, Callable<T> body, Duration deadline) throws Throwable {
        if (plugin.foreign()) {
            return plugin.context().threads().await(body, deadline);
        }
        ClassLoader before = plugin.boundary().enter();
        try {
            return body.call();
        } finally {
            Boundary.leave(before);
        }
    }

    private static String key(PluginKind kind) {
        return kind == PluginKind.PROBE ? "target" : "type";
    }

    private static Unusable unusable(String key, PluginConfig config, String why) {
        config.settings().problem(key, why);
        return new Unusable(why);
    }

    private String unknown(PluginKind kind, String type) {
        List<String> known = types(kind);
        var text = new StringBuilder("is '" + type + "', and there is no such " + kind.word() + " plugin; known: ")
                .append(known.isEmpty() ? "none" : String.join(", ", known));
        Suggestion.of(type, known)
                .ifPresent(word -> text.append("; did you mean '").append(word).append("'?"));
        if (!refused.isEmpty()) {
            text.append(refused.stream()
                    .map(info -> info.type() + ": " + info.why())
                    .collect(Collectors.joining("; ", " (refused: ", ")")));
        }
        return text.toString();
    }

    /** Closes the jars and ends the plugins' threads as soon as nothing made from them is in use. */
    @Override
    public void close() {
        sources.forEach(source -> source.lifetime().retire());
    }
}
