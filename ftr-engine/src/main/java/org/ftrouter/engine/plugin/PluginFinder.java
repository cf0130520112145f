// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.ftrouter.engine.plugin.PluginInfo.State;

/**
 * Finds the providers on the class path and in jars. Whatever is wrong with a jar disables that jar alone. What an earlier
 * look has found, and has not changed since, is taken over as it is.
 */
final class PluginFinder {
    private static final Logger LOG = LogManager.getLogger("plugin");
    private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9]{0,30}");
    private static final String BUILT_IN = "class path";
    private static final int MOST_PROVIDERS =
            1000; // a broken services file may be reported once a line, never endlessly

    private final PluginHost host;
    private final TrustedPath trust;
    private final Duration loadDeadline;
    private final Consumer<Plugin> quarantined;
    private final Leftovers.Watch watch;
    private final ClassLoader engine = PluginFinder.class.getClassLoader();
    private final ClassLoader api = new ApiLoader(engine);
    private final Map<String, Source> earlier = new LinkedHashMap<>();
    private final Map<String, Plugin> plugins = new LinkedHashMap<>();
    private final List<PluginInfo> refused = new ArrayList<>();
    private final List<Source> sources = new ArrayList<>();

    PluginFinder(
            PluginHost host,
            TrustedPath trust,
            Duration loadDeadline,
            List<Source> earlier,
            Consumer<Plugin> quarantined,
            Leftovers.Watch watch) {
        this.host = host;
        this.trust = trust;
        this.loadDeadline = loadDeadline;
        this.quarantined = quarantined;
        this.watch = watch;
        earlier.forEach(source -> this.earlier.put(source.print(), source));
    }

    /** Those that may be used, each type of a kind once. */
    List<Plugin> plugins() {
        return List.copyOf(plugins.values());
    }

    /** Those that may not, and why. */
    List<PluginInfo> refused() {
        return List.copyOf(refused);
    }

    /** Where they came from. */
    List<Source> sources() {
        return List.copyOf(sources);
    }

    /** Adds what is on the engine's own class path. */
    void addBuiltIn() {
        Source known = earlier.get(BUILT_IN);
        if (known != null) {
            add(known);
            return;
        }
        var found = new ArrayList<Plugin>();
        var lifetime =
                new Lifetime(() -> found.forEach(plugin -> plugin.context().close()));
        Providers providers = providers(engine, Optional.empty(), lifetime);
        found.addAll(providers.plugins);
        add(new Source(Path.of(BUILT_IN), BUILT_IN, found, providers.problems, lifetime));
    }

    /** Adds the jars of a folder. */
    void addFolder(Path folder) {
        try {
            PluginJars.in(folder).forEach(this::addJars);
        } catch (IOException e) {
            refuse(folder, "cannot be read: " + e);
        }
    }

    private void addJars(PluginJars jars) {
        for (Path jar : jars.jars()) {
            Optional<String> objection = trust.objection(jar);
            if (objection.isPresent()) {
                refuse(jar, objection.get());
                return;
            }
        }
        try {
            Source known = earlier.get(jars.print());
            add(known != null ? known : load(jars));
        } catch (IOException e) {
            refuse(jars.place(), "is not a whole jar: " + e.getMessage());
        }
    }

    private Source load(PluginJars jars) throws IOException {
        String print = jars.print();
        URLClassLoader loader = jars.open(api);
        var found = new ArrayList<Plugin>();
        var leftovers = new Leftovers(loader, watch);
        var lifetime = new Lifetime(() -> close(loader, found), leftovers::closed);
        Providers providers = withinDeadline(loader, jars.place(), lifetime);
        found.addAll(providers.plugins);
        leftovers.found(found);
        if (providers.plugins.isEmpty() && providers.problems.isEmpty()) {
            providers.problems.add("holds no plugin: none of the files " + services()
                    + " is in it; a library goes with the plugin that needs it into one folder, plugins/NAME/");
        }
        return new Source(jars.place(), print, found, providers.problems, lifetime);
    }

    private static void close(URLClassLoader loader, List<Plugin> plugins) {
        plugins.forEach(plugin -> plugin.context().close());
        try {
            loader.close();
        } catch (IOException e) {
            LOG.debug("closing {}", loader, e);
        }
    }

    private static String services() {
        var names = new ArrayList<String>();
        for (PluginKind kind : PluginKind.values()) {
            names.add("META-INF/services/" + kind.factory().getName());
        }
        return String.join(", ", names);
    }

    /** Foreign code runs here for the first time, and may hang: on a thread that can be left behind. */
    private Providers withinDeadline(URLClassLoader loader, Path place, Lifetime lifetime) {
        try (var threads = new PluginThreads("load " + place.getFileName(), loader, false, () -> {})) {
            return threads.await(() -> providers(loader, Optional.of(place), lifetime), loadDeadline);
        } catch (TimeoutException e) {
            return Providers.none("did not load within " + loadDeadline.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Providers.none("loading was interrupted");
        } catch (Throwable e) { // it is the jar's
            return Providers.none("cannot be loaded: " + Boundary.describe(e));
        }
    }

    private record Providers(List<Plugin> plugins, List<String> problems) {
        static Providers none(String problem) {
            return new Providers(List.of(), List.of(problem));
        }
    }

    private Providers providers(ClassLoader loader, Optional<Path> jar, Lifetime lifetime) {
        var found = new Providers(new ArrayList<>(), new ArrayList<>());
        for (PluginKind kind : PluginKind.values()) {
            Iterator<?> services = ServiceLoader.load(kind.factory(), loader).iterator();
            for (int i = 0; i < MOST_PROVIDERS; i++) {
                try {
                    if (!services.hasNext()) {
                        break;
                    }
                    Object provider = services.next();
                    found.plugins.add(
                            new Plugin(kind, word(kind, provider), provider, jar, host, lifetime, quarantined));
                } catch (ServiceConfigurationError | LinkageError | StackOverflowError | RuntimeException e) {
                    found.problems.add(Boundary.describe(e));
                }
            }
        }
        return found;
    }

    private static String word(PluginKind kind, Object provider) {
        String type = kind.typeOf(provider);
        if (type == null || !TYPE.matcher(type).matches()) {
            throw new IllegalArgumentException(
                    "its " + kind.word() + " type '" + Boundary.cut(String.valueOf(type)) + "' does not match " + TYPE);
        }
        return type;
    }

    private void add(Source source) {
        sources.add(source);
        source.problems().forEach(problem -> refuse(source.place(), problem));
        for (Plugin plugin : source.plugins()) {
            Plugin first = plugins.putIfAbsent(plugin.kind().word() + " " + plugin.type(), plugin);
            if (first != null) {
                refuse(source.place(), "there is a " + first + " already; remove one of the two");
            }
        }
    }

    private void refuse(Path place, String why) {
        refused.add(new PluginInfo(
                Optional.empty(),
                place.getFileName().toString(),
                Optional.empty(),
                State.REFUSED,
                why,
                Optional.of(place)));
    }
}
