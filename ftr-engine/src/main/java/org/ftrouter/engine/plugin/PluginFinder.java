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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.ftrouter.engine.plugin.PluginInfo.State;

/** Finds the providers on the class path and in jars. Whatever is wrong with a jar disables that jar alone. */
final class PluginFinder {
    private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9]{0,30}");

    private final TrustedPath trust;
    private final Duration loadDeadline;
    private final ClassLoader engine = PluginFinder.class.getClassLoader();
    private final ClassLoader api = new ApiLoader(engine);
    private final Map<String, Plugin> plugins = new LinkedHashMap<>();
    private final List<PluginInfo> refused = new ArrayList<>();
    private final List<URLClassLoader> loaders = new ArrayList<>();

    PluginFinder(TrustedPath trust, Duration loadDeadline) {
        this.trust = trust;
        this.loadDeadline = loadDeadline;
    }

    /** Those that may be used, each type of a kind once. */
    List<Plugin> plugins() {
        return List.copyOf(plugins.values());
    }

    /** Those that may not, and why. */
    List<PluginInfo> refused() {
        return List.copyOf(refused);
    }

    /** The class loaders of jars, to be closed at the end. */
    List<URLClassLoader> loaders() {
        return List.copyOf(loaders);
    }

    /** Adds what is on the engine's own class path. */
    void addBuiltIn() {
        add(Path.of("class path"), providers(engine, Optional.empty()));
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
            URLClassLoader loader = jars.open(api);
            loaders.add(loader);
            Providers found = withinDeadline(loader, jars.place());
            if (found.plugins.isEmpty() && found.problems.isEmpty()) {
                refuse(jars.place(), "holds no plugin: none of the files " + services() + " is in it");
            }
            add(jars.place(), found);
        } catch (IOException e) {
            refuse(jars.place(), "is not a whole jar: " + e.getMessage());
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
    private Providers withinDeadline(URLClassLoader loader, Path place) {
        var task = new FutureTask<>(() -> providers(loader, Optional.of(place)));
        var thread = new Thread(task, "load " + place.getFileName());
        thread.setDaemon(true);
        thread.setContextClassLoader(loader);
        thread.start();
        try {
            return task.get(loadDeadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return Providers.none("did not load within " + loadDeadline.toSeconds() + " s");
        } catch (ExecutionException e) {
            return Providers.none("cannot be loaded: " + e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Providers.none("loading was interrupted");
        } finally {
            task.cancel(true);
        }
    }

    private record Providers(List<Plugin> plugins, List<String> problems) {
        static Providers none(String problem) {
            return new Providers(List.of(), List.of(problem));
        }
    }

    private static Providers providers(ClassLoader loader, Optional<Path> jar) {
        var found = new Providers(new ArrayList<>(), new ArrayList<>());
        for (PluginKind kind : PluginKind.values()) {
            Iterator<?> services = ServiceLoader.load(kind.factory(), loader).iterator();
            int most = 1000; // a broken services file may be reported once for each line, never endlessly
            while (most-- > 0) {
                try {
                    if (!services.hasNext()) {
                        break;
                    }
                    Object provider = services.next();
                    found.plugins.add(new Plugin(kind, kind.typeOf(provider), provider, jar));
                } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
                    found.problems.add(Boundary.describe(e));
                }
            }
        }
        return found;
    }

    private void add(Path place, Providers found) {
        found.problems.forEach(problem -> refuse(place, problem));
        for (Plugin plugin : found.plugins) {
            String key = plugin.kind().word() + " " + plugin.type();
            Plugin earlier = plugins.get(key);
            if (!TYPE.matcher(plugin.type()).matches()) {
                refuse(place, "its " + plugin.kind().word() + " type '" + plugin.type() + "' does not match " + TYPE);
            } else if (earlier != null) {
                refuse(place, "there is a " + earlier + " already; remove one of the two");
            } else {
                plugins.put(key, plugin);
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
