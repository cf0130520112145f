// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ftrouter.api.Family;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.engine.config.Configuration;
import org.ftrouter.engine.config.Mode;
import org.ftrouter.engine.config.PluginConfig;
import org.ftrouter.engine.config.ProbeConfig;
import org.ftrouter.engine.config.UplinkConfig;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.apply.SuccessorBackend;
import org.ftrouter.engine.cycle.probe.Target;
import org.ftrouter.engine.cycle.verdict.Rules;
import org.ftrouter.engine.plugin.Electorate;

/**
 * Everything the plugins made of one configuration.
 *
 * @param rules how each path is judged
 * @param targets what each path asks
 * @param local what each path may ask to find a fault, of which nothing says that the line works
 * @param backends by type, in the order of the configuration
 * @param notifiers by channel name
 */
record Parts(
        Map<PathId, Rules> rules,
        Map<PathId, List<Target>> targets,
        Map<PathId, List<Target>> local,
        Map<String, RouteBackend> backends,
        Map<String, Notifier> notifiers)
        implements AutoCloseable {

    /** Where plugins come from. */
    interface Maker {
        Probe probe(PluginConfig target);

        RouteBackend route(PluginConfig backend);

        Notifier notifier(PluginConfig channel);

        /** What is wrong with the configuration as a whole is added to its problems. */
        default void check(Configuration configuration) {}

        /**
         * A backend that changes nothing, and says what it would do.
         *
         * @param first whether it is the one that makes the routes
         */
        default RouteBackend observer(PluginConfig backend, boolean first) {
            return route(backend);
        }

        /** Backends of types that are not among these, and may have left something, by type. */
        default Map<String, RouteBackend> former(Set<String> types) {
            return Map.of();
        }

        /** The rules that are in force where these say what is configured. */
        default Rules rules(Rules configured) {
            return configured;
        }
    }

    /** Makes them; what a plugin finds wrong is added to the configuration's problems. */
    static Parts of(Configuration configuration, Maker maker) {
        maker.check(configuration);
        var rules = new LinkedHashMap<PathId, Rules>();
        var targets = new LinkedHashMap<PathId, List<Target>>();
        var local = new LinkedHashMap<PathId, List<Target>>();
        IdentityHashMap<PluginConfig, Target> made = new IdentityHashMap<>();
        for (UplinkConfig uplink : configuration.uplinks()) {
            List<Target> all = uplink.probe().targets().stream()
                    .map(t -> made.computeIfAbsent(t, c -> new Target(c.name(), maker.probe(c))))
                    .toList();
            for (Family family : Family.values()) {
                if (uplink.uplink().families().contains(family)) {
                    var id = new PathId(uplink.uplink().name(), family);
                    List<Target> voters = Electorate.of(uplink, family, all, Target::probe);
                    targets.put(id, voters);
                    local.put(
                            id,
                            all.stream()
                                    .filter(t -> t.probe().local() && t.probe().asks(family))
                                    .toList());
                    rules.put(id, maker.rules(rules(uplink, voters)));
                }
            }
        }
        return new Parts(
                rules,
                targets,
                local,
                backends(configuration, maker),
                named(configuration.notifiers(), PluginConfig::name, maker::notifier));
    }

    private static Map<String, RouteBackend> backends(Configuration configuration, Maker maker) {
        if (configuration.mode() != Mode.OBSERVE) {
            Set<String> types =
                    configuration.routes().stream().map(PluginConfig::type).collect(Collectors.toSet());
            return SuccessorBackend.last(
                    named(configuration.routes(), PluginConfig::type, maker::route), maker.former(types));
        }
        var first = new AtomicBoolean(true);
        return named(configuration.routes(), PluginConfig::type, c -> maker.observer(c, first.getAndSet(false)));
    }

    private static Rules rules(UplinkConfig uplink, List<Target> voters) {
        ProbeConfig probe = uplink.probe();
        List<String> names = voters.isEmpty()
                ? List.of("none")
                : voters.stream().map(Target::name).toList();
        Duration rest = uplink.metered() ? probe.meteredInterval() : probe.standbyInterval();
        return new Rules(
                names,
                Math.min(probe.required(), names.size()),
                probe.interval(),
                rest.compareTo(probe.interval()) < 0 ? probe.interval() : rest,
                probe.timeout(),
                probe.lateFloor(),
                probe.confirmTries(),
                probe.confirmSpacing(),
                probe.rise(),
                probe.holdUp(),
                probe.quality(),
                probe.flapGuard(),
                probe.passive());
    }

    private static <T> Map<String, T> named(
            List<PluginConfig> configs, Function<PluginConfig, String> name, Function<PluginConfig, T> make) {
        var made = new LinkedHashMap<String, T>();
        for (PluginConfig config : configs) {
            String wanted = name.apply(config);
            String free = wanted;
            for (int i = 2; made.containsKey(free); i++) {
                free = wanted + "-" + i;
            }
            made.put(free, make.apply(config));
        }
        return made;
    }

    /** Closes all of it: nobody has come to run it. */
    void discard() {
        close();
        backends.values().forEach(RouteBackend::close);
        notifiers.values().forEach(Notifier::close);
    }

    /** Closes probes only: backends and notifiers belong to those who run them. */
    @Override
    public void close() {
        var probes = new ArrayList<Probe>();
        Stream.of(targets, local)
                .flatMap(map -> map.values().stream())
                .flatMap(List::stream)
                .forEach(t -> {
                    if (probes.stream().noneMatch(p -> p == t.probe())) {
                        probes.add(t.probe());
                    }
                });
        probes.forEach(Probe::close);
    }
}
