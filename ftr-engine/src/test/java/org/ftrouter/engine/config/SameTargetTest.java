// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ftrouter.api.Family;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two targets with one aim. */
class SameTargetTest {
    @TempDir
    Path folder;

    private Loaded load(String targets) throws Exception {
        return ConfigurationLoader.load(Files.writeString(folder.resolve("ftr.conf"), """
                uplinks { fibre { interface = eth1, address = 192.0.2.2, gateway = 192.0.2.1, priority = 1 } }
                probe { targets = [ %s ], required = 1 }
                route = [ { type = multipath } ]
                """.formatted(targets)));
    }

    @Test
    void ofWhichAnotherThingIsAskedAreTwo() throws Exception {
        Loaded loaded = load("""
                "dns:192.0.2.53", { type = dns, target = "192.0.2.53", name = a.example },
                { type = dns, target = "192.0.2.53", name = b.example }, { type = exec, target = "/bin/true", arguments = [ a ] },
                { type = exec, target = "/bin/true", arguments = [ b ] }""");

        assertThat(loaded.problems().list()).isEmpty();
        List<PluginConfig> targets =
                loaded.configuration().orElseThrow().uplinks().get(0).probe().targets();
        assertThat(targets.stream().map(PluginConfig::name))
                .containsExactly(
                        "dns:192.0.2.53",
                        "dns:192.0.2.53 (2)",
                        "dns:192.0.2.53 (3)",
                        "exec:/bin/true",
                        "exec:/bin/true (2)");
        assertThat(targets.get(2).settings().string("name")).isEqualTo("b.example");
        assertThat(TargetReader.of(Family.IPV6, targets)).hasSize(2); // of no address, so of either family
    }

    @Test
    void ofWhichTheSameIsAskedAreWrittenTwice() throws Exception {
        String twice = """
                "icmp:192.0.2.53", 192.0.2.53, { type = dns, target = "192.0.2.53", name = a.example },
                { target = "192.0.2.53", name = a.example, type = dns }""";

        assertThat(load(twice).problems().list().stream().map(Problem::code)).containsExactly("C110", "C110");
    }
}
