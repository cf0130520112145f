// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import com.typesafe.config.ConfigException;
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
        return of(type, ConfigFactory.empty().root(), new Problems());
    }

    /**
     * A plugin with the settings of a block, as in <code>{ type = icmp, target = 9.9.9.9 }</code>.
     *
     * @param problems takes what is wrong with it
     * @throws IllegalArgumentException if it is no HOCON
     */
    public static PluginConfig of(String type, String block, Problems problems) {
        try {
            ConfigObject parsed =
                    ConfigFactory.parseString("x = " + block).resolve().getObject("x");
            PluginConfig config = of(type, parsed, problems);
            config.settings().has("type");
            config.settings().has("name");
            return config;
        } catch (ConfigException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static PluginConfig of(String type, ConfigObject values, Problems problems) {
        var sources = new Sources(problems);
        var home = new Place(sources.add(NOWHERE, ""), 1, 0);
        var reading = new Reading(sources, problems, NOWHERE, Map.of());
        return new PluginConfig(type, type, new HoconSettings(values, type, home, reading), NOWHERE.toString());
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
