// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Path;
import java.util.Map;

/** Uses of plugins that no configuration names, or not in that way: for commands. */
public final class PluginDefaults {
    private static final Path NOWHERE = Path.of("defaults");

    private PluginDefaults() {}

    /** A plugin with nothing set. */
    public static PluginConfig of(String type) {
        var problems = new Problems();
        var sources = new Sources(problems);
        var home = new Place(sources.add(NOWHERE, ""), 1, 0);
        var reading = new Reading(sources, problems, NOWHERE, Map.of());
        ConfigObject nothing = ConfigFactory.empty().root();
        return new PluginConfig(type, type, new HoconSettings(nothing, type, home, reading), NOWHERE.toString());
    }

    /** The same use of a plugin with one flag set beside its settings. */
    public static PluginConfig with(PluginConfig config, String flag) {
        var settings = (HoconSettings) config.settings();
        ConfigObject node = ConfigFactory.empty().root();
        for (String key : settings.keys()) {
            ConfigValue value = settings.peek(key);
            node = value == null ? node : node.withValue(key, value);
        }
        HoconSettings more = settings.like(node.withValue(flag, ConfigValueFactory.fromAnyRef(true)));
        more.has("type");
        more.has("name");
        return new PluginConfig(config.type(), config.name(), more, config.place());
    }
}
