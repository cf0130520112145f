// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.ftrouter.api.route.Downlinks;
import org.ftrouter.api.route.Layout;
import org.ftrouter.api.route.Pin;

/** From the tree of a configuration to its values. */
final class ConfigurationReader {
    private static final Pattern CHANNEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,30}");
    private static final Set<String> NO_ROUTES = Set.of("iptables", "nftables"); // they mark, and translate addresses
    private static final long MEBIBYTE = 1L << 20;

    private final HoconSettings top;
    private final Reading reading;

    ConfigurationReader(HoconSettings top, Reading reading) {
        this.top = top;
        this.reading = reading;
    }

    /** Reads all of it. The result is of use only if no problem turned up. */
    Configuration read(Path file, UplinkIds ids, Written written) {
        ProbeConfig probe = new ProbeReader(reading).read(top.section("probe"), ProbeReader.NOTHING);
        var uplinksReader = new UplinksReader(top, reading);
        HoconSettings routing = top.section("routing");
        reading.names().addAll(top.section("uplinks").keys());
        List<UplinkDraft> drafts = uplinksReader.read(probe, Leaving.read(routing, Leaving.NOTHING));
        Downlinks downlinks = uplinksReader.downlinks(drafts);
        var layoutReader = new LayoutReader(routing);
        Layout layout = layoutReader.layout(drafts.size(), top.parts("pins").size());
        var numbers = new UplinkNumbers(ids, layout, layoutReader.tableBase());
        List<UplinkConfig> uplinks = numbers.number(drafts);
        uplinks.forEach(u -> reading.uplinks().add(u.uplink()));
        List<Pin> pins = new PinsReader(top, reading.problems(), drafts, downlinks).read(numbers);
        Mode mode = top.choice("mode", Mode.class, Mode.ACTIVE);
        var configuration = new Configuration(
                file,
                mode,
                uplinks,
                pins,
                downlinks,
                layout,
                layoutReader.allDown(),
                plugins("route"),
                plugins("notify"),
                NoticesConfig.read(top.section("notices")),
                language(),
                log(file),
                written);
        if (mode == Mode.ACTIVE && configuration.routes().stream().allMatch(r -> NO_ROUTES.contains(r.type()))) {
            String text = "nothing in 'route' makes routes, so all connections go on as they do without ftr";
            top.warning("route", "C418", text, "add { type = multipath }, unless something else makes them");
        }
        reportUnread();
        return configuration;
    }

    private List<PluginConfig> plugins(String key) {
        var plugins = new ArrayList<PluginConfig>();
        for (HoconSettings settings : top.parts(key)) {
            String type = type(settings);
            String name = settings.string("name", type);
            plugins.add(new PluginConfig(type, name, settings, settings.place("type")));
            if (!type.isEmpty() && !CHANNEL.matcher(name).matches()) {
                String allowed = "allowed are letters, digits, '_', '.' and '-'";
                settings.wrong(settings.has("name") ? "name" : "type", name, allowed, "C415", "");
            }
            if (plugins.stream().filter(p -> p.name().equals(name)).count() > 1) {
                String text = "'" + key + "' has two entries called '" + Shown.safe(name) + "'";
                settings.error(settings.has("name") ? "name" : "type", "C404", text, "give one of them a 'name'");
            }
        }
        return plugins;
    }

    private static String type(HoconSettings settings) {
        Optional<String> meant = settings.keys().stream()
                .filter(key -> Suggestion.of(key, List.of("type")).isPresent())
                .findFirst();
        if (settings.has("type") || meant.isEmpty()) {
            return settings.string("type");
        }
        settings.missing("type", "is '" + Shown.safe(meant.get()) + "' meant to be it?");
        return "";
    }

    private String language() {
        String language = top.string("language", "en");
        if (!org.ftrouter.engine.text.Languages.SUPPORTED.contains(language)) {
            String allowed = "allowed: " + String.join(", ", org.ftrouter.engine.text.Languages.SUPPORTED);
            top.wrong("language", language, allowed, "C201", "");
        }
        return language;
    }

    private LogConfig log(Path file) {
        HoconSettings log = top.section("log");
        Optional<Path> path = log.has("file") ? Optional.of(file.resolveSibling(log.string("file"))) : Optional.empty();
        return new LogConfig(
                path, log.bytes("max-size", MEBIBYTE, 1024, 1024 * MEBIBYTE), log.integer("old-files", 10, 0, 1000));
    }

    /** What no part of this program knows; the plugins' own keys are looked at when the plugins have read theirs. */
    private void reportUnread() {
        top.reportUnreadExcept(List.of("route", "notify"));
    }
}
