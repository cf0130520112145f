// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.ftrouter.api.Settings;
import org.ftrouter.api.notify.NotifierFactory;
import org.ftrouter.api.probe.ProbeFactory;
import org.ftrouter.api.route.RouteBackendFactory;
import org.ftrouter.engine.config.PluginDefaults;
import org.ftrouter.engine.config.Problems;
import org.ftrouter.engine.config.ReadKey;
import org.ftrouter.engine.config.RecordingSettings;

/**
 * What a plugin says of itself: its settings, as its factory reads them, and the texts about them, from {@code
 * META-INF/ftr/KIND.TYPE.properties} beside its services file ({@code KIND.TYPE_LANGUAGE.properties} for further
 * languages).
 *
 * @param info which plugin it is
 * @param description what it does, empty if it does not say
 * @param example a block that uses it, in HOCON, empty if it gives none
 * @param keys what it reads
 * @param texts about each key, by key
 */
public record PluginManual(
        PluginInfo info, String description, String example, List<ReadKey> keys, Map<String, String> texts) {
    private static final Logger LOG = LogManager.getLogger("plugin");
    private static final String DESCRIPTION = "description";
    private static final String EXAMPLE = "example";
    private static final String FILE = "-file"; // of a secret, part of its key

    /** Copies. */
    public PluginManual {
        keys = List.copyOf(keys);
        texts = Map.copyOf(texts);
    }

    /** Asks a plugin; its factory is called as when a configuration is checked. */
    static PluginManual of(Plugin plugin, PluginInfo info, String language, Duration deadline) throws IOException {
        Properties texts = texts(plugin, language);
        var found = RecordingSettings.notes();
        String example = texts.getProperty(EXAMPLE, "");
        read(plugin, PluginDefaults.of(plugin.type()).settings(), false, found, deadline);
        if (!example.isEmpty()) {
            readExample(plugin, example, found, deadline);
        }
        read(plugin, PluginDefaults.of(plugin.type()).settings(), true, found, deadline);
        found.keySet()
                .removeIf(
                        key -> key.endsWith(FILE) && found.containsKey(key.substring(0, key.length() - FILE.length())));
        var documented = new java.util.HashMap<String, String>();
        texts.stringPropertyNames().forEach(key -> documented.put(key, texts.getProperty(key, "")));
        String description = texts.getProperty(DESCRIPTION, "");
        documented.keySet().removeAll(Set.of(DESCRIPTION, EXAMPLE));
        return new PluginManual(info, description, example, List.copyOf(found.values()), documented);
    }

    private static void readExample(Plugin plugin, String example, Map<String, ReadKey> found, Duration deadline) {
        try {
            Settings values =
                    PluginDefaults.of(plugin.type(), example, new Problems()).settings();
            read(plugin, values, false, found, deadline);
        } catch (IllegalArgumentException e) { // a plugin's mistake must not hide the rest of what it says
            LOG.warn("{}: its example is malformed: {}", plugin, e.getMessage());
        }
    }

    private static void read(
            Plugin plugin, Settings values, boolean pretend, Map<String, ReadKey> found, Duration deadline) {
        Settings settings = RecordingSettings.of(values, pretend, found);
        try {
            PluginCatalog.inside(
                    plugin,
                    () -> {
                        make(plugin, settings).close();
                        return true;
                    },
                    deadline);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) { // what it has read until then is known
            LOG.debug("{} with settings of no configuration", plugin, e);
        }
    }

    private static AutoCloseable make(Plugin plugin, Settings settings) {
        if (plugin.factory() instanceof ProbeFactory factory) {
            return factory.create(settings, plugin.context());
        }
        return plugin.factory() instanceof RouteBackendFactory factory
                ? factory.create(settings, plugin.context())
                : ((NotifierFactory) plugin.factory()).create(settings, plugin.context());
    }

    private static Properties texts(Plugin plugin, String language) throws IOException {
        String name = "META-INF/ftr/" + plugin.kind().word() + "." + plugin.type();
        var texts = new Properties();
        for (String file : List.of(name + ".properties", name + "_" + language + ".properties")) {
            try (InputStream in = plugin.loader().getResourceAsStream(file)) {
                if (in != null) {
                    texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
                }
            } catch (IllegalArgumentException e) { // what stands before it is known
                LOG.warn("{}: {} is malformed, and not read to its end: {}", plugin, file, e.getMessage());
            }
        }
        return texts;
    }

    /** The keys that are read and of which nothing is said. */
    public Set<String> undocumented() {
        var missing = new TreeSet<String>();
        keys.forEach(key -> missing.add(key.key()));
        missing.removeAll(texts.keySet());
        return missing;
    }

    /** The keys of which something is said, and which nobody reads. */
    public Set<String> unread() {
        var unread = new TreeSet<>(texts.keySet());
        keys.forEach(key -> unread.remove(key.key()));
        return unread;
    }
}
