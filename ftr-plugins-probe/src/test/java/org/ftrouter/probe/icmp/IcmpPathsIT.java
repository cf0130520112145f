// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.icmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ftrouter.api.Family;
import org.ftrouter.api.probe.Inconclusive;
import org.ftrouter.api.probe.NoReply;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeResult;
import org.ftrouter.api.probe.Reply;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestNamespace;
import org.ftrouter.api.testkit.TestPath;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.linux.EchoPeer;
import org.ftrouter.linux.EchoPeer.Request;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two uplinks to two providers that both lead to the same target. The system's own default route is the first one. */
class IcmpPathsIT {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final InetAddress TARGET = TestPath.address("198.51.100.1");
    private static final org.ftrouter.api.Path FIRST = TestPath.of("up0", "192.0.2.2", 1);
    private static final org.ftrouter.api.Path SECOND = TestPath.of("up1", "203.0.113.2", 2);
    private final IcmpProbeFactory factory = new IcmpProbeFactory();
    private TestNamespace router;
    private TestNamespace[] providers;
    private EchoPeer[] peers;
    private Probe probe;

    @TempDir
    private Path folder;

    @BeforeEach
    void build() {
        router = TestNamespace.create("router");
        providers = new TestNamespace[] {TestNamespace.create("provider0"), TestNamespace.create("provider1")};
        String[] networks = {"192.0.2.", "203.0.113."};
        peers = new EchoPeer[2];
        for (int i = 0; i < 2; i++) {
            String table = Integer.toString(101 + i);
            String gateway = networks[i] + "1";
            router.cable("up" + i, List.of(networks[i] + "2/24"), providers[i], "down0", List.of(gateway + "/24"));
            providers[i].ip("address", "add", TARGET.getHostAddress() + "/32", "dev", "lo");
            router.ip("route", "add", "default", "via", gateway, "dev", "up" + i, "table", table);
            router.ip("rule", "add", "fwmark", Integer.toString(1 + i), "table", table);
            peers[i] = new EchoPeer(providers[i], Family.IPV4, request -> request.send(request.reply(), TARGET));
        }
        router.ip("route", "add", "default", "via", "192.0.2.1", "dev", "up0");
        probe = factory.create(TestSettings.of("target", TARGET.getHostAddress()), new TestContext(folder));
    }

    @AfterEach
    void tearDown() {
        probe.close();
        for (int i = 0; i < 2; i++) {
            peers[i].close();
            providers[i].close();
        }
        router.close();
    }

    private ProbeResult ask(org.ftrouter.api.Path path, Duration timeout) throws Exception {
        return router.call(() -> probe.probe(path, timeout))
                .toCompletableFuture()
                .get(2 * LONG.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void everyQuestionLeavesThroughItsOwnUplinkWithItsOwnAddress() throws Exception {
        for (int i = 0; i < 20; i++) {
            assertThat(ask(FIRST, LONG)).isInstanceOf(Reply.class);
            assertThat(ask(SECOND, LONG)).isInstanceOf(Reply.class);
        }

        assertThat(peers[0].requests()).hasSize(20).extracting(Request::source).containsOnly(FIRST.source());
        assertThat(peers[1].requests()).hasSize(20).extracting(Request::source).containsOnly(SECOND.source());
    }

    @Test
    void withoutItsOwnRouteNoQuestionLeavesThroughTheOtherUplink() throws Exception {
        router.ip("route", "flush", "table", "102");
        ask(SECOND, SHORT); // the kernel now looks for the target itself behind the device, which is harmless
        router.ip("route", "add", "unreachable", "default", "table", "102");
        ask(SECOND, SHORT);
        router.ip("link", "set", "up1", "down");
        assertThat(ask(SECOND, SHORT)).isInstanceOf(Inconclusive.class);

        assertThat(peers[0].requests()).isEmpty();
    }

    @Test
    void aDeviceThatTookAnothersNameIsNotMistakenForIt() throws Exception {
        assertThat(ask(SECOND, LONG)).isInstanceOf(Reply.class);
        int before = peers[1].requests().size();

        router.ip("link", "set", "up1", "down");
        router.ip("link", "set", "up1", "name", "old1");
        router.ip("link", "set", "old1", "up");
        TimeUnit.MILLISECONDS.sleep(1100); // names are compared once a second

        assertThat(ask(SECOND, SHORT)).isInstanceOf(Inconclusive.class);
        assertThat(peers[1].requests()).hasSize(before);
    }

    @Test
    void aLineThatGoesSilentIsNoReplyAndTheOtherIsNotTouched() throws Exception {
        providers[1].ip("link", "set", "down0", "down");

        assertThat(ask(SECOND, SHORT)).isInstanceOf(NoReply.class);
        assertThat(ask(FIRST, LONG)).isInstanceOf(Reply.class);
    }

    @Test
    void theThreadRunsFromTheFirstQuestionToTheEndOfTheLastProbe() throws Exception {
        Probe other = factory.create(TestSettings.of("target", "198.51.100.2"), new TestContext(folder));
        assertThat(threads()).isZero();

        ask(FIRST, LONG);
        ask(SECOND, LONG);
        router.call(() -> other.probe(FIRST, LONG));
        assertThat(threads()).isOne();

        probe.close();
        assertThat(threads()).isOne();

        other.close();
        await().atMost(LONG).until(() -> threads() == 0);
    }

    /** Each wake-up costs more than the question itself: one to send it, one to read the answer. */
    @Test
    void aQuestionNowAndThenWakesTheThreadTwice() throws Exception {
        ask(FIRST, LONG);
        long before = sleeps();

        for (int i = 0; i < 40; i++) {
            TimeUnit.MILLISECONDS.sleep(50);
            assertThat(ask(FIRST, LONG)).isInstanceOf(Reply.class);
        }

        assertThat(sleeps() - before).isLessThanOrEqualTo(40 * 2 + 10);
    }

    /** How often the thread has gone to sleep: {@code voluntary_ctxt_switches} of proc_pid_status(5). */
    private static long sleeps() throws Exception {
        try (var tasks = Files.list(Path.of("/proc/self/task"))) {
            for (Path task : tasks.toList()) {
                if (Files.readString(task.resolve("comm")).strip().equals("icmp")) {
                    return Files.readAllLines(task.resolve("status")).stream()
                            .filter(line -> line.startsWith("voluntary_ctxt_switches:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                            .findFirst()
                            .orElseThrow();
                }
            }
        }
        throw new AssertionError("there is no such thread");
    }

    @Test
    void hundredsOfQuestionsAndLostDevicesLeaveNoDescriptorOpen() throws Exception {
        ask(FIRST, LONG);
        long before = descriptors();
        for (int i = 0; i < 100; i++) {
            ask(TestPath.of("none0", "192.0.2.2", 1), LONG);
            ask(TestPath.of("up0", "192.0.2.77", 1), LONG);
            ask(FIRST, LONG);
        }
        assertThat(descriptors()).isLessThanOrEqualTo(before + 3);
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("icmp"))
                .count();
    }

    private static long descriptors() throws Exception {
        try (var entries = Files.list(Path.of("/proc/self/fd"))) {
            return entries.count();
        }
    }
}
