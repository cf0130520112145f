// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.ftrouter.api.Family;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.engine.config.Configuration;
import org.ftrouter.engine.config.PluginConfig;
import org.ftrouter.engine.config.ProbeConfig;
import org.ftrouter.engine.config.UplinkConfig;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.probe.Target;
import org.ftrouter.engine.cycle.verdict.Rules;

/**
 * Everything the plugins made of one configuration.
 *
 * @param rules how each path is judged
 * @param targets what each path asks
 * @param backends by type, in the order of the configuration
 * @param notifiers by channel name
 */
record Parts(
        Map<PathId, Rules> rules,
        Map<PathId, List<Target>> targets,
        Map<String, RouteBackend> backends,
        Map<String, Notifier> notifiers)
        implements AutoCloseable {

    /** Where plugins come from. */
    interface Maker {
        Probe probe(PluginConfig target);

        RouteBackend route(PluginConfig backend);

        Notifier notifier(PluginConfig channel);

        /** The rules that are in force where these say what is configured. */
        default Rules rules(Rules configured) {
            return configured;
        }
    }

    /** Makes them; what a plugin finds wrong is added to the configuration's problems. */
    static Parts of(Configuration configuration, Maker maker) {
        var rules = new LinkedHashMap<PathId, Rules>();
        var targets = new LinkedHashMap<PathId, List<Target>>();
        IdentityHashMap<PluginConfig, Target> made = new IdentityHashMap<>();
        for (UplinkConfig uplink : configuration.uplinks()) {
            List<Target> all = uplink.probe().targets().stream()
                    .map(t -> made.computeIfAbsent(t, c -> new Target(c.name(), maker.probe(c))))
                    .toList();
            for (Family family : Family.values()) {
                if (uplink.uplink().families().contains(family)) {
                    var id = new PathId(uplink.uplink().name(), family);
                    List<Target> suited =
                            all.stream().filter(t -> t.probe().asks(family)).toList();
                    targets.put(id, suited);
                    rules.put(id, maker.rules(rules(id, uplink, suited)));
                }
            }
        }
        return new Parts(
                rules,
                targets,
                named(configuration.routes(), PluginConfig::type, maker::route),
                named(configuration.notifiers(), PluginConfig::name, maker::notifier));
    }

    private static Rules rules(PathId id, UplinkConfig uplink, List<Target> suited) {
        ProbeConfig probe = uplink.probe();
        if (suited.isEmpty()) {
            PluginConfig first = probe.targets().get(0);
            first.settings()
                    .problem(
                            "target",
                            "none of the targets can be asked over " + id.family() + ", which uplink " + id.uplink()
                                    + " has; add one of that family");
        }
        List<String> names = suited.isEmpty()
                ? List.of("none")
                : suited.stream().map(Target::name).toList();
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

    /** Closes probes only: backends and notifiers belong to those who run them. */
    @Override
    public void close() {
        var probes = new ArrayList<Probe>();
        targets.values()
                .forEach(list -> list.forEach(t -> {
                    if (probes.stream().noneMatch(p -> p == t.probe())) {
                        probes.add(t.probe());
                    }
                }));
        probes.forEach(Probe::close);
    }
}
