// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.ftrouter.api.testkit.ManualTicker;
import org.junit.jupiter.api.Test;

class BoundaryTest {
    private final List<Plugin> quarantined = new ArrayList<>();

    private final ManualTicker ticker = new ManualTicker();

    private Boundary boundary(Optional<Path> jar) {
        var host = new PluginHost(List.of(), Path.of("unused"), ticker, "gw1");
        return new Plugin(PluginKind.PROBE, "slow", new Object(), jar, host, new Lifetime(() -> {}), quarantined::add)
                .boundary();
    }

    private static void failOften(Boundary boundary, Throwable how) {
        for (int i = 0; i < 3 * Quarantine.FAULTS; i++) {
            boundary.bug(how);
        }
    }

    @Test
    void onAMachineThatHasTooMuchToDoOurOwnPluginsAreLateAndNotLeftAlone() {
        Boundary ours = boundary(Optional.empty());

        failOften(ours, new TimeoutException());
        assertThat(ours.quarantine()).isEmpty();
        assertThat(quarantined).isEmpty();

        failOften(ours, new IllegalStateException("broken"));
        assertThat(ours.quarantine().orElseThrow()).contains("broken");
        assertThat(quarantined).hasSize(1);
    }

    @Test
    void otherPeoplesAreLeftAloneWhenTheyAreLate() {
        Boundary theirs = boundary(Optional.of(Path.of("/plugins/slow.jar")));

        failOften(theirs, new TimeoutException());

        assertThat(theirs.quarantine().orElseThrow()).contains("did not return in time");
        assertThat(quarantined).hasSize(1);
    }

    @Test
    void alsoThoseThatAreGivenMuchTimeAndAreSeldomLateTherefore() {
        Boundary theirs = boundary(Optional.of(Path.of("/plugins/slow.jar")));

        for (int i = 0; i < Quarantine.FAULTS; i++) {
            assertThat(theirs.quarantine()).isEmpty();
            ticker.advance(Duration.ofMinutes(4));
            theirs.bug(new PluginThreads.Late(Duration.ofSeconds(85)));
        }

        assertThat(theirs.quarantine().orElseThrow()).contains("did not return in time");
        assertThat(quarantined).hasSize(1);
    }
}
