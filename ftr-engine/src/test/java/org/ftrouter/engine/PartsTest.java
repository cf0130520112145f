// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.ftrouter.api.Family;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeResult;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.engine.config.Configuration;
import org.ftrouter.engine.config.ConfigurationLoader;
import org.ftrouter.engine.config.PluginConfig;
import org.ftrouter.engine.cycle.PathId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartsTest {
    @TempDir
    Path folder;

    @Test
    void whoStandsByIsAskedRarelyAndWhoIsMeteredMoreRarelyStill() throws Exception {
        Path file = Files.writeString(folder.resolve("ftr.conf"), """
                uplinks {
                  fibre { interface = eth1, priority = 1 }
                  lte { interface = ppp0, priority = 2, metered = true }
                  dsl { interface = ppp1, priority = 2, probe { interval = 20s } }
                  sat { interface = eth2, priority = 3, metered = true, probe { metered-interval = 5m } }
                }
                probe { targets = [ "icmp:9.9.9.9" ], required = 1, standby-interval = 7s }
                route = [ { type = multipath } ]
                """);
        Configuration configuration =
                ConfigurationLoader.load(file).configuration().orElseThrow();

        var intervals = new LinkedHashMap<String, String>();
        try (Parts parts = Parts.of(configuration, new Plain())) {
            parts.rules()
                    .forEach((id, rules) -> intervals.put(id.uplink(), rules.interval() + ", " + rules.restInterval()));
            assertThat(parts.rules()).containsKey(new PathId("lte", Family.IPV4));
        }

        assertThat(intervals)
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("fibre", "PT1S, PT7S", "lte", "PT1S, PT1M", "dsl", "PT20S, PT20S", "sat", "PT1S, PT5M"));
    }

    /** What a plugin would make of it does not matter here. */
    private static final class Plain implements Parts.Maker {
        @Override
        public Probe probe(PluginConfig target) {
            return new Probe() {
                @Override
                public CompletionStage<ProbeResult> probe(org.ftrouter.api.Path path, Duration timeout) {
                    throw new AssertionError("asked");
                }

                @Override
                public boolean asks(Family family) {
                    return true;
                }
            };
        }

        @Override
        public RouteBackend route(PluginConfig backend) {
            return new RouteBackend() {
                @Override
                public void apply(RoutePlan plan) {}

                @Override
                public String render(RoutePlan plan) {
                    return "";
                }

                @Override
                public void remove() {}
            };
        }

        @Override
        public Notifier notifier(PluginConfig channel) {
            return notice -> {};
        }
    }
}
