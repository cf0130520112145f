// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.ftrouter.api.testkit.ManualTicker;
import org.ftrouter.engine.plugin.Pulse;
import org.junit.jupiter.api.Test;

class HeartbeatTest {

    @Test
    void whatFeedsTheWatchdogFeedsThePulseAlsoWithoutSystemd() {
        var ticker = new ManualTicker();
        var pulse = new Pulse(ticker);
        var heartbeat = new Heartbeat(ticker, pulse);
        ticker.advance(Duration.ofSeconds(30));
        assertThat(pulse.since()).isEqualTo(Duration.ofSeconds(30));

        heartbeat.beat();

        assertThat(pulse.since()).isZero();
    }
}
