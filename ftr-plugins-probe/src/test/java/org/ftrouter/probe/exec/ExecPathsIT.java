// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.ftrouter.api.Family;
import org.ftrouter.api.probe.NoReply;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.Reply;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.probe.Providers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExecPathsIT {
    /** As a script of mwan3 or foolsm pings; what it is told leads through the uplink under test. */
    private static final String SCRIPT = """
            #!/bin/sh
            exec ping -q -c 1 -W 20 -m "$((FWMARK))" -I "$DEVICE" "$1"
            """;

    private final Providers network = new Providers();

    @TempDir
    private Path folder;

    @AfterEach
    void tearDown() {
        network.close();
    }

    private Probe probe(Family family) throws Exception {
        Path script = Files.writeString(folder.resolve("check"), SCRIPT);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        var settings = TestSettings.of(
                "target",
                script.toString(),
                "arguments",
                List.of(Providers.target(family).getHostAddress()),
                "families",
                family.toString().toLowerCase(Locale.ROOT));
        return new ExecProbeFactory().create(settings, new TestContext(folder));
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void whatItIsToldLeadsThroughTheUplinkUnderTest(Family family) throws Exception {
        try (Probe probe = probe(family)) {
            for (int i = 0; i < 5; i++) {
                assertThat(network.ask(probe, Providers.path(1, family), Providers.LONG))
                        .isInstanceOf(Reply.class);
            }
            assertThat(network.packets(1, family)).isEqualTo(5);
            assertThat(network.packets(0, family)).isZero();

            network.provider(1)
                    .command(
                            family == Family.IPV4 ? "iptables" : "ip6tables",
                            "-A",
                            "INPUT",
                            "-d",
                            Providers.target(family).getHostAddress(),
                            "-j",
                            "DROP");
            assertThat(network.ask(probe, Providers.path(1, family), Duration.ofSeconds(2)))
                    .isInstanceOf(NoReply.class);
            assertThat(network.ask(probe, Providers.path(0, family), Providers.LONG))
                    .isInstanceOf(Reply.class);
            assertThat(network.packets(1, family)).isEqualTo(6);
        }
    }
}
