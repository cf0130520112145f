// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.ftrouter.engine.config.PassiveEvidence;
import org.ftrouter.engine.cycle.Given;
import org.ftrouter.engine.cycle.ModelNetwork;
import org.ftrouter.engine.cycle.Moment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the counters of the interface help, and that they do not lie. */
class PassiveEvidenceTest {
    private static final Duration RTT = Duration.ofMillis(10);
    private static final Duration MOST = Duration.ofSeconds(20);
    private static final Rules RULES = ModelNetwork.rules(2, Duration.ofSeconds(10));
    private static final Rules WITHOUT = Given.with(RULES, new PassiveEvidence(Duration.ZERO, Duration.ZERO));

    /** How long it took to notice, sorted; users send and receive so many packets a second before and after. */
    private static List<Duration> detections(
            Rules rules, double sent, double received, double sentAfter, double receivedAfter) {
        var times = new ArrayList<Duration>();
        for (int seed = 0; seed < 100; seed++) {
            var net = new ModelNetwork(seed, rules, "a", "b", "c");
            net.traffic("a", sent, received);
            net.run(Duration.ofMillis(20_000 + net.random.nextInt(1000)));
            net.fate = (uplink, target) -> uplink.equals("a") ? null : RTT;
            net.traffic("a", sentAfter, receivedAfter);
            Moment cut = net.now();
            while (net.of("a").health() != Health.DOWN && net.now().since(cut).compareTo(MOST) < 0) {
                net.run(Duration.ofMillis(10));
            }
            assertThat(net.history).filteredOn(h -> h.contains("DOWN")).containsExactly("a DOWN PROBE_QUORUM");
            times.add(net.now().since(cut));
        }
        times.sort(null);
        return times;
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "a line in use,                           100,  100,  30,   0, 800, 1000",
        "a busy one,                              1000, 1000, 200,  0, 800, 1000",
        "a busy one among noisy neighbours,       500,  505,  100,  5, 800, 1000",
        "an idle one is found by probes alone,    0,    0,    0,    0, 1200, 1600",
        "one-way traffic is found by probes,      500,  0,    500,  0, 1200, 1600",
        "a storm after real traffic delays little, 500, 600,  100, 100, 1200, 1600",
        "a storm alone delays for as long as trusted, 0, 200, 0,  200, 6000, 6500",
    })
    void aSilentLineIsDownWithin(
            String claim, double sent, double received, double sentAfter, double receivedAfter, int median, int most) {
        var times = detections(RULES, sent, received, sentAfter, receivedAfter);

        assertThat(times.get(50)).as("median").isLessThan(Duration.ofMillis(median));
        assertThat(times.get(99)).as("longest").isLessThan(Duration.ofMillis(most));
    }

    @Test
    void withoutItALineInUseIsFoundLater() {
        Duration with = detections(RULES, 100, 100, 30, 0).get(50);
        Duration without = detections(WITHOUT, 100, 100, 30, 0).get(50);

        assertThat(with.plusMillis(200)).isLessThan(without);
    }

    /** Users' packets a second out and in, taking turns of so many seconds; at most so many probe packets an hour. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "idle,                                   0,   0,   0,   0, 10, 3615",
        "a one-way stream out,                   500, 0,   500, 0, 10, 3615",
        "multicast in,                           0,   500, 0, 500, 10, 3615",
        "talking with pauses of the other side,  50,  50,  50,  0, 2,  3900",
        "an upload answered now and then,        500, 200, 500, 0, 1,  3900",
        "downloads that end,                     100, 900, 1,   0, 1,  3615",
    })
    void ordinaryTrafficCostsHardlyAnyProbes(
            String claim, double out, double in, double thenOut, double thenIn, int seconds, long most) {
        var net = new ModelNetwork(1, RULES, "a", "b");
        net.run(Duration.ofSeconds(10));
        net.packets.clear();
        net.history.clear();

        for (int turn = 0; turn < 3600 / seconds / 2; turn++) {
            net.traffic("a", out, in);
            net.run(Duration.ofSeconds(seconds));
            net.traffic("a", thenOut, thenIn);
            net.run(Duration.ofSeconds(seconds));
        }

        assertThat(net.packets.get("a")).isLessThan(most);
        assertThat(net.history).isEmpty();
    }

    @Test
    void ourOwnProbesAreNoTraffic() {
        var net = new ModelNetwork(1, RULES, "a", "b");
        net.traffic("a", 0, 0); // counters are looked at
        net.fate = (uplink, target) -> net.random.nextInt(100) < 20 ? null : RTT;
        net.run(Duration.ofMinutes(30));
        long with = net.packets.get("a");

        var without = new ModelNetwork(1, WITHOUT, "a", "b");
        without.traffic("a", 0, 0);
        without.fate = (uplink, target) -> without.random.nextInt(100) < 20 ? null : RTT;
        without.run(Duration.ofMinutes(30));

        assertThat(with).isEqualTo(without.packets.get("a"));
    }

    @Test
    void countersThatBeginAnewSuspectNothing() {
        var traffic = new Traffic(Duration.ofMillis(250));
        Moment now = Given.START;
        for (int i = 1; i <= 8; i++) {
            now = now.plus(Duration.ofMillis(250));
            traffic.count(100L * i, 100L * i, now);
        }
        traffic.count(0, 0, now.plus(Duration.ofMillis(250)));
        traffic.count(0, 3, now.plus(Duration.ofMillis(500)));

        assertThat(traffic.isSuspect(now.plus(Duration.ofMillis(500)))).isFalse();
    }
}
