// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.ftrouter.api.Family;
import org.ftrouter.api.Ticker;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeBytes;
import org.ftrouter.api.probe.ProbeResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingProbeTest {
    @TempDir
    Path folder;

    /** Also the methods with defaults, whose answers would otherwise be those of a ping. */
    @Test
    void everyQuestionToAProbeReachesTheProbe() throws Exception {
        Set<String> reached = new HashSet<>();
        Probe probe = (Probe) Proxy.newProxyInstance(
                Probe.class.getClassLoader(), new Class<?>[] {Probe.class}, (proxy, method, arguments) -> {
                    reached.add(method.getName());
                    return answer(method);
                });
        try (HistoryLog log = HistoryLog.in(folder, InstantSource.system())) {
            var recording = new RecordingProbe(probe, "t", log, Ticker.SYSTEM);

            assertThat(recording.asks(Family.IPV4)).isTrue();
            assertThat(recording.local()).isTrue();
            assertThat(recording.bytes(Family.IPV6)).isNotEqualTo(ProbeBytes.PING);
            recording.close();
        }

        Set<String> all = new HashSet<>(
                Arrays.stream(Probe.class.getMethods()).map(Method::getName).toList());
        all.remove("probe"); // looked at in HistoryTest
        assertThat(reached).containsAll(all);
    }

    private static Object answer(Method method) {
        if (method.getReturnType() == boolean.class) {
            return true;
        }
        return method.getReturnType() == ProbeBytes.class
                ? new ProbeBytes(1, 2)
                : CompletableFuture.completedFuture(ProbeResult.noReply("silence"));
    }
}
