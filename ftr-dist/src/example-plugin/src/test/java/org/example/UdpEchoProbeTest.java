package org.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.ftrouter.api.Family;
import org.ftrouter.api.probe.*;
import org.ftrouter.api.testkit.*;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UdpEchoProbeTest {
    @TempDir Path state;

    @Test
    void anEchoIsAReplyAndSilenceIsNone() throws Exception {
        try (var uplink = FakeUplink.of(Family.IPV4)) {
            Probe echo = probe(uplink.udp(question -> question)), silent = probe(uplink.udp(question -> new byte[0]));
            assertThat(uplink.ask(echo, Duration.ofSeconds(20))).isInstanceOf(Reply.class);
            assertThat(uplink.ask(silent, Duration.ofMillis(300))).isInstanceOf(NoReply.class);
        }
    }

    Probe probe(int port) {
        var settings = TestSettings.of("target", "127.0.0.1", "port", port);
        return new UdpEchoProbeFactory().create(settings, new TestContext(state));
    }
}
