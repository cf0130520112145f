// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.ftrouter.api.Family;
import org.ftrouter.api.probe.Inconclusive;
import org.ftrouter.api.probe.NoReply;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeFactory;
import org.ftrouter.api.probe.ProbeResult;
import org.ftrouter.api.probe.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What every probe must hold. Extend it in a test of your own named {@code ...IT}: it builds two network namespaces joined
 * by a cable, {@code up0} on our side, which takes root, or a user namespace around Maven
 * ({@code unshare --map-root-user --net}, as the guide for authors shows).
 */
public abstract class ProbeContract {
    /** Longer than any answer takes, on however busy a machine. */
    protected static final Duration LONG = Duration.ofSeconds(20);

    /** Enough for a time-out. */
    protected static final Duration SHORT = Duration.ofMillis(200);

    private static final String SILENT_MAC = "02:00:00:00:00:66";
    private TestNamespace near;
    private TestNamespace far;
    private AutoCloseable server;
    private final List<Probe> probes = new ArrayList<>();

    @TempDir
    private Path stateFolder;

    /** The factory under test, a new one each time. */
    protected abstract ProbeFactory factory();

    /** Values of {@code target} that the factory must refuse. */
    protected abstract List<String> wrongTargets();

    /** Settings that make the probe ask this address. */
    protected TestSettings settings(InetAddress target) {
        return TestSettings.of("target", target.getHostAddress());
    }

    /** Makes all addresses of the far side answer; runs there. The kernel answers echo requests by itself. */
    protected AutoCloseable serve() throws Exception {
        return () -> {};
    }

    @BeforeEach
    final void build() {
        near = TestNamespace.create("near");
        far = TestNamespace.create("far");
        cable();
        server = far.call(this::serve);
    }

    private void cable() {
        near.cable(
                "up0",
                List.of("192.0.2.2/24", "2001:db8::2/64"),
                far,
                "down0",
                List.of("192.0.2.1/24", "2001:db8::1/64"));
        for (Family family : Family.values()) {
            String silent = silent(family).getHostAddress();
            near.ip("neighbour", "replace", silent, "lladdr", SILENT_MAC, "dev", "up0");
        }
    }

    @AfterEach
    final void tearDown() throws Exception {
        probes.forEach(Probe::close);
        server.close();
        near.close();
        far.close();
    }

    /** Our side: there are {@code up0} and {@code lo}. */
    protected final TestNamespace near() {
        return near;
    }

    /** The side of the target. */
    protected final TestNamespace far() {
        return far;
    }

    /** The address that {@link #serve} makes answer. */
    protected static InetAddress answering(Family family) {
        return TestPath.address(family == Family.IPV4 ? "192.0.2.1" : "2001:db8::1");
    }

    /** An address to which packets leave without any answer. */
    protected static InetAddress silent(Family family) {
        return TestPath.address(family == Family.IPV4 ? "192.0.2.66" : "2001:db8::66");
    }

    /** The path to the far side. */
    protected static org.ftrouter.api.Path path(Family family) {
        return TestPath.of("up0", family == Family.IPV4 ? "192.0.2.2" : "2001:db8::2", 0x11);
    }

    private Probe probe(InetAddress target) {
        TestSettings settings = settings(target);
        Probe probe = factory().create(settings, new TestContext(stateFolder));
        assertThat(settings.problems()).isEmpty();
        probes.add(probe);
        return probe;
    }

    private CompletionStage<ProbeResult> ask(Probe probe, org.ftrouter.api.Path path, Duration timeout) {
        return near.call(() -> probe.probe(path, timeout));
    }

    private static ProbeResult settled(CompletionStage<ProbeResult> stage) throws Exception {
        return stage.toCompletableFuture().get(2 * LONG.toSeconds(), TimeUnit.SECONDS);
    }

    private static boolean asked(Probe probe, Family family) {
        return probe.asks(family);
    }

    @Test
    void itsTypeIsOneLowerCaseWord() {
        assertThat(factory().type()).matches("[a-z][a-z0-9]*");
    }

    @Test
    void aProbeThatNeverAskedCanBeClosed() {
        try (Probe probe = factory().create(settings(answering(Family.IPV4)), new TestContext(stateFolder))) {
            assertThat(probe.asks(Family.IPV4) || probe.asks(Family.IPV6)).isTrue();
        }
    }

    @Test
    void aWrongTargetIsAProblemWithItsPlaceAndNoException() {
        for (String wrong : wrongTargets()) {
            TestSettings settings = TestSettings.of("target", wrong);

            factory().create(settings, new TestContext(stateFolder)).close();

            assertThat(settings.problems()).as(wrong).isNotEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void aTargetThatAnswersIsAReply(Family family) throws Exception {
        Probe probe = probe(answering(family));
        if (asked(probe, family)) {
            assertThat(settled(ask(probe, path(family), LONG))).isInstanceOf(Reply.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void aSilentTargetIsNoReplyOnceTheTimeIsOver(Family family) throws Exception {
        Probe probe = probe(silent(family));
        if (asked(probe, family)) {
            long start = System.nanoTime();

            assertThat(settled(ask(probe, path(family), SHORT))).isInstanceOf(NoReply.class);

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(SHORT, LONG);
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void askingDoesNotKeepTheCallerWaiting(Family family) throws Exception {
        Probe probe = probe(silent(family));
        if (asked(probe, family)) {
            long start = System.nanoTime();

            for (int i = 0; i < 10; i++) {
                ask(probe, path(family), LONG);
            }

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONG.dividedBy(2));
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void manyQuestionsAtOnceAreEachAnswered(Family family) throws Exception {
        Probe probe = probe(answering(family));
        if (asked(probe, family)) {
            var stages = new ArrayList<CompletionStage<ProbeResult>>();
            for (int i = 0; i < 50; i++) {
                stages.add(ask(probe, path(family), LONG));
            }
            for (CompletionStage<ProbeResult> stage : stages) {
                assertThat(settled(stage)).isInstanceOf(Reply.class);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void whatOurOwnSideCannotDoIsInconclusive(Family family) throws Exception {
        String source = path(family).source().getHostAddress();
        String strange = family == Family.IPV4 ? "192.0.2.77" : "2001:db8::77";
        Probe probe = probe(answering(family));
        if (asked(probe, family)) {
            assertThat(settled(ask(probe, TestPath.of("none0", source, 0x11), LONG)))
                    .isInstanceOf(Inconclusive.class);
            assertThat(settled(ask(probe, TestPath.of("up0", strange, 0x11), LONG)))
                    .isInstanceOf(Inconclusive.class);
            assertThat(settled(ask(probe, path(family), LONG))).isInstanceOf(Reply.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void closingSettlesWhatIsUnderWayAsInconclusive(Family family) throws Exception {
        Probe probe = probe(silent(family));
        probes.remove(probe);
        if (asked(probe, family)) {
            CompletionStage<ProbeResult> first = ask(probe, path(family), Duration.ofMinutes(10));
            CompletionStage<ProbeResult> second = ask(probe, path(family), Duration.ofMinutes(10));

            probe.close();

            assertThat(settled(first)).isInstanceOf(Inconclusive.class);
            assertThat(settled(second)).isInstanceOf(Inconclusive.class);
        } else {
            probe.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void aDeviceThatGoesIsInconclusiveAndOneThatComesBackIsUsedAgain(Family family) throws Exception {
        Probe probe = probe(answering(family));
        if (asked(probe, family)) {
            assertThat(settled(ask(probe, path(family), LONG))).isInstanceOf(Reply.class);

            near.ip("link", "delete", "up0");
            assertThat(settled(ask(probe, path(family), LONG))).isInstanceOf(Inconclusive.class);

            cable();
            assertThat(settled(ask(probe, path(family), LONG))).isInstanceOf(Reply.class);
        }
    }
}
