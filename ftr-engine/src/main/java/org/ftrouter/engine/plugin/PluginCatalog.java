// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import java.io.IOException;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
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
import org.ftrouter.engine.config.Suggestion;
import org.ftrouter.engine.plugin.PluginInfo.State;

/**
 * All plugins of this process, and the way to make something with them. Found once, at start: those on the class path
 * and those in jars. What cannot be used is in {@link #plugins()} with the reason and stops nothing.
 *
 * <p>{@link #probe}, {@link #route} and {@link #notifier} never throw: what is wrong becomes a problem of the
 * configuration's {@code Settings}, and something useless is returned. Call them on one thread; {@link #plugins()} on
 * any.
 */
public final class PluginCatalog implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger("plugin");
    private static final Duration LOAD_DEADLINE = Duration.ofSeconds(5);

    private final PluginHost host;
    private final List<Plugin> plugins;
    private final List<PluginInfo> refused;
    private final List<URLClassLoader> loaders;
    private final Map<Plugin, Boundary> boundaries = new ConcurrentHashMap<>();
    private final Map<Plugin, EngineContext> contexts = new ConcurrentHashMap<>();
    private final Set<Plugin> active = ConcurrentHashMap.newKeySet();

    private PluginCatalog(PluginHost host, PluginFinder found) {
        this.host = host;
        this.plugins = found.plugins();
        this.refused = found.refused();
        this.loaders = found.loaders();
    }

    /** Finds the plugins on the class path and in the host's folders. Refused ones are logged. */
    public static PluginCatalog load(PluginHost host) {
        return load(host, TrustedPath.ofThisProcess());
    }

    static PluginCatalog load(PluginHost host, TrustedPath trust) {
        var finder = new PluginFinder(trust, LOAD_DEADLINE);
        finder.addBuiltIn();
        host.folders().forEach(finder::addFolder);
        finder.refused()
                .forEach(info -> LOG.warn("plugin {} refused: {}", info.jar().orElseThrow(), info.why()));
        return new PluginCatalog(host, finder);
    }

    /** Every plugin, usable or not, by kind and type; refused ones last. */
    public List<PluginInfo> plugins() {
        return Stream.concat(
                        plugins.stream()
                                .sorted(Comparator.comparing(Plugin::kind).thenComparing(Plugin::type))
                                .map(plugin -> plugin.info(active.contains(plugin) ? State.ACTIVE : State.IDLE)),
                        refused.stream())
                .toList();
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

    /** The types of route backend that tell apart uplinks which share an interface, sorted. */
    List<String> tellingApart() {
        return plugins.stream()
                .filter(plugin -> plugin.kind() == PluginKind.ROUTE && tellsApart(plugin))
                .map(Plugin::type)
                .sorted()
                .toList();
    }

    private boolean tellsApart(Plugin plugin) {
        Boundary boundary = boundary(plugin);
        ClassLoader before = boundary.enter();
        try {
            return ((RouteBackendFactory) plugin.factory()).tellsApart();
        } catch (Throwable e) {
            boundary.bug(e);
            return false;
        } finally {
            Boundary.leave(before);
        }
    }

    private Boundary boundary(Plugin plugin) {
        return boundaries.computeIfAbsent(plugin, p -> new Boundary(p, host.ticker()));
    }

    /** The probe of a target. */
    public Probe probe(PluginConfig config) {
        return create(PluginKind.PROBE, config, (plugin, boundary) -> {
            Probe made = ((ProbeFactory) plugin.factory()).create(config.settings(), context(plugin, boundary));
            return new GuardedProbe(Objects.requireNonNull(made, "no probe was made"), boundary);
        });
    }

    /** A route backend. */
    public RouteBackend route(PluginConfig config) {
        return create(PluginKind.ROUTE, config, (plugin, boundary) -> {
            RouteBackend made =
                    ((RouteBackendFactory) plugin.factory()).create(config.settings(), context(plugin, boundary));
            return new GuardedRoute(Objects.requireNonNull(made, "no backend was made"), boundary);
        });
    }

    /** A channel to people. */
    public Notifier notifier(PluginConfig config) {
        return create(PluginKind.NOTIFIER, config, (plugin, boundary) -> {
            Notifier made = ((NotifierFactory) plugin.factory()).create(config.settings(), context(plugin, boundary));
            return new GuardedNotifier(Objects.requireNonNull(made, "no notifier was made"), boundary);
        });
    }

    private EngineContext context(Plugin plugin, Boundary boundary) {
        return contexts.computeIfAbsent(plugin, p -> new EngineContext(p, host, boundary));
    }

    @SuppressWarnings("unchecked") // what cannot be made is stood for by something that is all three
    private <T> T create(PluginKind kind, PluginConfig config, BiFunction<Plugin, Boundary, T> make) {
        Optional<Plugin> found = plugins.stream()
                .filter(p -> p.kind() == kind && p.type().equals(config.type()))
                .findFirst();
        if (found.isEmpty()) {
            return (T) unusable(kind, config, unknown(kind, config.type()));
        }
        Plugin plugin = found.get();
        Boundary boundary = boundary(plugin);
        ClassLoader before = boundary.enter();
        try {
            T made = make.apply(plugin, boundary);
            active.add(plugin);
            if (config.settings() instanceof HoconSettings settings) {
                settings.reportUnread();
            }
            return made;
        } catch (Throwable e) {
            return (T) unusable(kind, config, "cannot be used: " + boundary.bug(e));
        } finally {
            Boundary.leave(before);
        }
    }

    private static Unusable unusable(PluginKind kind, PluginConfig config, String why) {
        config.settings().problem(kind == PluginKind.PROBE ? "target" : "type", why);
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

    /** Ends the threads of blocking probes and closes the jars. What was made must be closed before. */
    @Override
    public void close() {
        contexts.values().forEach(EngineContext::close);
        for (URLClassLoader loader : loaders) {
            try {
                loader.close();
            } catch (IOException e) {
                LOG.debug("closing {}", loader, e);
            }
        }
    }
}
