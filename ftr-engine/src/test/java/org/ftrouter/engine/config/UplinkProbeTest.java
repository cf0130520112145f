// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.ftrouter.engine.config.QualityLimits.Limit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands in {@code probe} of an uplink counts for that one; what does not, comes from the file's own. */
class UplinkProbeTest {
    @TempDir
    Path folder;

    @Test
    void anUplinksOwnWordsCountAndTheRestIsThatOfAll() throws Exception {
        Path file = Files.writeString(folder.resolve("ftr.conf"), """
                uplinks {
                  fibre { interface = eth1, priority = 1 }
                  lte {
                    interface = ppp0, priority = 2, metered = true
                    probe { interval = 3s, quality { loss { enter = 30%, leave = 10% }, jitter { enter = off }, when-degraded = exclude } }
                  }
                }
                probe { targets = [ "icmp:9.9.9.9" ], required = 1, rise = 4, quality { latency { enter = 300ms }, when-degraded = lower } }
                route = [ { type = multipath } ]
                """);

        Loaded loaded = ConfigurationLoader.load(file);

        assertThat(loaded.problems().list()).isEmpty();
        List<UplinkConfig> uplinks = loaded.configuration().orElseThrow().uplinks();
        ProbeConfig fibre = uplinks.get(0).probe();
        ProbeConfig lte = uplinks.get(1).probe();
        assertThat(fibre.interval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(lte.interval()).isEqualTo(Duration.ofSeconds(3));
        assertThat(lte.rise()).isEqualTo(fibre.rise()).isEqualTo(4);
        assertThat(fibre.quality().loss()).isEqualTo(new Limit(0.2, 0.1));
        assertThat(lte.quality().loss()).isEqualTo(new Limit(0.3, 0.1));
        assertThat(fibre.quality().jitter()).isEqualTo(new Limit(0.2, 0.1));
        assertThat(lte.quality().jitter()).isEqualTo(Limit.OFF);
        assertThat(lte.quality().latency()).isEqualTo(fibre.quality().latency()).isEqualTo(new Limit(0.3, 0.15));
        assertThat(fibre.quality().policy()).isEqualTo(WhenDegraded.LOWER);
        assertThat(lte.quality().policy()).isEqualTo(WhenDegraded.EXCLUDE);
        assertThat(List.of(uplinks.get(0).metered(), uplinks.get(1).metered())).containsExactly(false, true);
    }
}
