// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads targets: {@code type:target}, of which some types need no more than {@code type:}, a bare address (ICMP), a URL
 * (type {@code http}, also for {@code https}), or a block with {@code type},
 * {@code target} and what else the plugin takes.
 */
final class TargetReader {
    private static final Pattern TYPED = Pattern.compile("([a-z][a-z0-9]*):(.*)");
    private static final Pattern URL = Pattern.compile("(http)s?://.+");
    private static final Pattern URL_HOST = Pattern.compile("^//([^/?]*).*");
    private static final Pattern NUMBER = Pattern.compile(" \\(\\d+\\)$");
    private static final Pattern WITH_PORT = Pattern.compile("\\[([^\\]]+)](?::\\d+)?|([^\\[\\]:]+):\\d+");

    private final HoconSettings probe;
    private final Reading reading;

    TargetReader(HoconSettings probe, Reading reading) {
        this.probe = probe;
        this.reading = reading;
    }

    /** The targets of a {@code probe} block that has them. */
    List<PluginConfig> read() {
        probe.has("targets");
        ConfigValue value = probe.peek("targets");
        List<ConfigValue> elements =
                value instanceof ConfigList list ? list : value == null ? List.of() : List.of(value);
        if (elements.isEmpty()) {
            probe.error("targets", "C406", "'" + probe.named("targets") + "' is empty", "name at least one target");
        }
        var targets = new LinkedHashMap<String, PluginConfig>();
        var written = new HashSet<List<Object>>();
        for (ConfigValue element : elements) {
            Optional<PluginConfig> target = read(element);
            if (target.isPresent() && !written.add(List.of(target.get().name(), otherSettings(element)))) {
                String text = "target '" + Shown.safe(target.get().name()) + "' is written twice";
                probe.error("targets", "C110", text, "it would count twice for 'required'");
            } else if (target.isPresent()) {
                PluginConfig named = named(target.get(), targets.keySet());
                targets.put(named.name(), named);
            }
        }
        reading.targets().addAll(targets.values());
        return List.copyOf(targets.values());
    }

    /** What it takes besides: the same question of another name, say, is another target. */
    private static Map<String, Object> otherSettings(ConfigValue element) {
        var settings = new HashMap<String, Object>();
        if (element instanceof ConfigObject block) {
            settings.putAll(block.unwrapped());
            settings.keySet().removeAll(List.of("type", "target"));
        }
        return settings;
    }

    /** The second of a name is {@code NAME (2)}. */
    private static PluginConfig named(PluginConfig target, Set<String> taken) {
        String name = target.name();
        for (int i = 2; taken.contains(name); i++) {
            name = target.name() + " (" + i + ")";
        }
        return new PluginConfig(target.type(), name, target.settings(), target.place());
    }

    private Optional<PluginConfig> read(ConfigValue element) {
        if (element instanceof ConfigObject block) {
            HoconSettings settings = settings(block);
            String type = settings.string("type", "icmp");
            String aim = settings.string("target");
            return Optional.of(target(type, URL.matcher(aim).matches() ? aim : type + ":" + aim, settings));
        }
        if (HoconSettings.isText(element)) {
            return read(HoconSettings.text(element), element);
        }
        probe.error("targets", "C414", "a target is a text or a block, not a list", "");
        return Optional.empty();
    }

    private Optional<PluginConfig> read(String text, ConfigValue element) {
        Matcher typed = TYPED.matcher(text);
        Matcher url = URL.matcher(text);
        if (Addresses.parse(text).isPresent()) {
            return Optional.of(target("icmp", "icmp:" + text, settings(element, "icmp", text)));
        } else if (url.matches()) {
            return Optional.of(target(url.group(1), text, settings(element, url.group(1), text)));
        } else if (typed.matches()) {
            return Optional.of(target(
                    typed.group(1),
                    text,
                    settings(element, typed.group(1), typed.group(2).strip())));
        }
        HoconSettings settings = settings(element, "icmp", text);
        String given = "'" + Shown.safe(text) + "' is no target";
        settings.error("target", "C414", given, "write an address, or TYPE:TARGET such as \"tcp:192.0.2.1:443\"");
        return Optional.empty();
    }

    private HoconSettings settings(ConfigValue element, String type, String target) {
        String origin = probe.placeOf(element).description();
        return settings(ConfigValueFactory.fromMap(Map.of("type", type, "target", target), origin));
    }

    private HoconSettings settings(ConfigObject block) {
        return new HoconSettings(block, probe.named("targets"), probe.placeOf(block), reading);
    }

    private static PluginConfig target(String type, String name, HoconSettings settings) {
        settings.has("type");
        return new PluginConfig(type, name, settings, settings.place("target"));
    }

    /** The address that a target names, as far as can be told without knowing its plugin. */
    static Optional<InetAddress> addressOf(PluginConfig target) {
        String name = NUMBER.matcher(target.name()).replaceFirst("");
        String text = name.substring(name.indexOf(':') + 1);
        String host = URL_HOST.matcher(text).replaceFirst("$1");
        Matcher port = WITH_PORT.matcher(host);
        Optional<InetAddress> bare = Addresses.parse(host);
        if (bare.isPresent() || !port.matches()) {
            return bare;
        }
        return Addresses.parse(port.group(1) != null ? port.group(1) : port.group(2));
    }

    /** The targets that can be asked through a path of the family. */
    static List<PluginConfig> of(org.ftrouter.api.Family family, List<PluginConfig> targets) {
        var usable = new ArrayList<PluginConfig>();
        for (PluginConfig target : targets) {
            if (addressOf(target)
                    .map(a -> org.ftrouter.api.Family.of(a) == family)
                    .orElse(true)) {
                usable.add(target);
            }
        }
        return usable;
    }
}
