// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.doctor;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ftrouter.api.Family;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.Layout;
import org.ftrouter.engine.config.Configuration;
import org.ftrouter.engine.config.Problem;
import org.ftrouter.engine.config.UplinkConfig;
import org.ftrouter.engine.plugin.PluginInfo;

/**
 * A machine and what is to run on it.
 *
 * @param machine files and programs
 * @param file the configuration file
 * @param configuration what it says; empty if it is not valid
 * @param warnings what is odd in it, though it is valid
 * @param socket the daemon's control socket
 * @param plugins what was found, also what was refused
 */
public record Patient(
        Machine machine,
        Path file,
        Optional<Configuration> configuration,
        List<Problem> warnings,
        Path socket,
        List<PluginInfo> plugins) {
    /** The numbers of the defaults file. */
    private static final Layout USUAL = new Layout(0xff00, 199, 200, 31000, 31100, 31200, 31300, 31900, 31901);

    /** Copies. */
    public Patient {
        warnings = List.copyOf(warnings);
        plugins = List.copyOf(plugins);
    }

    /** With a configuration in which nothing is odd. */
    Patient(Machine machine, Path file, Optional<Configuration> configuration, Path socket, List<PluginInfo> plugins) {
        this(machine, file, configuration, List.of(), socket, plugins);
    }

    Layout layout() {
        return configuration.map(Configuration::layout).orElse(USUAL);
    }

    List<Uplink> uplinks() {
        return configuration.stream()
                .flatMap(c -> c.uplinks().stream())
                .map(UplinkConfig::uplink)
                .toList();
    }

    /** The families that any uplink has; without a configuration, IPv4. */
    Set<Family> families() {
        Set<Family> families =
                uplinks().stream().flatMap(u -> u.families().stream()).collect(Collectors.toSet());
        return families.isEmpty() ? Set.of(Family.IPV4) : families;
    }

    /** The interfaces of the uplinks of a family. */
    List<String> devices(Family family) {
        return uplinks().stream()
                .filter(u -> u.families().contains(family))
                .map(Uplink::device)
                .distinct()
                .toList();
    }

    /** The interfaces of all uplinks. */
    List<String> devices() {
        return uplinks().stream().map(Uplink::device).distinct().toList();
    }

    /** The same and those towards our own networks. */
    List<String> interfaces() {
        Stream<String> downlinks = configuration.stream().flatMap(c -> c.downlinks().all().stream());
        return Stream.concat(devices().stream(), downlinks).distinct().toList();
    }

    /** Whether the configuration uses one of these route backends. */
    boolean routesBy(String... types) {
        return configuration.stream()
                .flatMap(c -> c.routes().stream())
                .anyMatch(r -> Stream.of(types).anyMatch(r.type()::equals));
    }

    /** Whether the configuration gives a route backend's setting this value. */
    boolean asksFor(String setting, String value) {
        return configuration.stream()
                .flatMap(c -> c.routes().stream())
                .anyMatch(r -> r.settings().string(setting, "").equals(value));
    }
}
