// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine;

import java.util.List;
import java.util.function.Function;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.engine.config.Configuration;
import org.ftrouter.engine.config.PluginConfig;
import org.ftrouter.engine.config.UplinkConfig;
import org.ftrouter.engine.simulate.Scenario;

/** A configuration as a simulation needs it: judged as the daemon would judge, without backends and channels. */
public final class Scenarios {
    private Scenarios() {}

    /**
     * The scenario of a valid configuration.
     *
     * @param probes makes the probe of a target, which is asked for its families only
     */
    public static Scenario of(Configuration configuration, Function<PluginConfig, Probe> probes) {
        var silent = new Configuration(
                configuration.file(),
                configuration.mode(),
                configuration.uplinks(),
                configuration.pins(),
                configuration.downlinks(),
                configuration.layout(),
                configuration.allDown(),
                List.of(),
                List.of(),
                configuration.notices(),
                configuration.language(),
                configuration.log(),
                configuration.written());
        List<Uplink> uplinks =
                configuration.uplinks().stream().map(UplinkConfig::uplink).toList();
        try (Parts parts = Parts.of(silent, new Probes(probes))) {
            return new Scenario(
                    uplinks, parts.rules(), configuration.layout(), configuration.downlinks(), configuration.allDown());
        }
    }

    private record Probes(Function<PluginConfig, Probe> probes) implements Parts.Maker {
        @Override
        public Probe probe(PluginConfig target) {
            return probes.apply(target);
        }

        @Override
        public RouteBackend route(PluginConfig backend) {
            throw new IllegalStateException("a simulation has no " + backend.type());
        }

        @Override
        public Notifier notifier(PluginConfig channel) {
            throw new IllegalStateException("a simulation has no " + channel.type());
        }
    }
}
