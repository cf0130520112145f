// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.ftrouter.api.PluginContext;
import org.ftrouter.api.testkit.ManualTicker;
import org.junit.jupiter.api.Test;

class PulseTest {

    @Test
    void aPluginSeesForHowLongTheEngineHasNotTurned() {
        var ticker = new ManualTicker();
        var host = new PluginHost(List.of(), Path.of("unused"), ticker, "gw1");
        PluginContext context = new Plugin(
                        PluginKind.NOTIFIER,
                        "beat",
                        new Object(),
                        Optional.empty(),
                        host,
                        new Lifetime(() -> {}),
                        quarantined -> {})
                .context();

        ticker.advance(Duration.ofSeconds(90));
        assertThat(context.sinceTurn()).isEqualTo(Duration.ofSeconds(90));

        host.pulse().beat();
        assertThat(context.sinceTurn()).isZero();

        ticker.advance(Duration.ofMillis(250));
        assertThat(context.sinceTurn()).isEqualTo(Duration.ofMillis(250));
    }
}
