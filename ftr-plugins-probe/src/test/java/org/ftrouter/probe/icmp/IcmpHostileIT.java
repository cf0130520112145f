// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.icmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.ftrouter.api.Family;
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
import org.ftrouter.probe.icmp.IcmpCounters.Event;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A far side that answers wrongly. Only one thing may ever count: the right reply, once, in time. */
class IcmpHostileIT {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);
    private final IcmpProbeFactory factory = new IcmpProbeFactory();
    private TestNamespace near;
    private TestNamespace far;

    @TempDir
    private Path folder;

    @BeforeEach
    void build() {
        near = TestNamespace.create("near");
        far = TestNamespace.create("far");
        near.cable(
                "up0",
                List.of("192.0.2.2/24", "2001:db8::2/64"),
                far,
                "down0",
                List.of("192.0.2.1/24", "192.0.2.9/24", "2001:db8::1/64", "2001:db8::9/64"));
    }

    @AfterEach
    void tearDown() {
        near.close();
        far.close();
    }

    private static InetAddress target(Family family) {
        return TestPath.address(family == Family.IPV4 ? "192.0.2.1" : "2001:db8::1");
    }

    private static InetAddress stranger(Family family) {
        return TestPath.address(family == Family.IPV4 ? "192.0.2.9" : "2001:db8::9");
    }

    private static org.ftrouter.api.Path path(Family family) {
        return TestPath.of("up0", family == Family.IPV4 ? "192.0.2.2" : "2001:db8::2", 0);
    }

    private Probe probe(InetAddress target) {
        return factory.create(TestSettings.of("target", target.getHostAddress()), new TestContext(folder));
    }

    private ProbeResult ask(Probe probe, Family family, Duration timeout) throws Exception {
        return near.call(() -> probe.probe(path(family), timeout))
                .toCompletableFuture()
                .get(2 * LONG.toSeconds(), TimeUnit.SECONDS);
    }

    private static byte[] changed(byte[] message, int at) {
        message[at] ^= 0x40;
        return message;
    }

    /** What is answered, and as what it must be counted. */
    private enum Wrong {
        SOURCE(Event.SPOOFED) {
            @Override
            void answer(Request request, Family family) {
                request.send(request.reply(), stranger(family));
            }
        },
        TOKEN(Event.SPOOFED) {
            @Override
            void answer(Request request, Family family) {
                request.send(changed(request.reply(), 15), target(family));
            }
        },
        IDENTIFIER(Event.FOREIGN) {
            @Override
            void answer(Request request, Family family) {
                request.send(changed(request.reply(), 4), target(family));
            }
        },
        SEQUENCE(Event.FOREIGN) {
            @Override
            void answer(Request request, Family family) {
                request.send(changed(request.reply(), 6), target(family));
            }
        },
        CUT(Event.TRUNCATED) {
            @Override
            void answer(Request request, Family family) {
                request.send(Arrays.copyOf(request.reply(), 20), target(family));
            }
        },
        LONGER(Event.TRUNCATED) {
            @Override
            void answer(Request request, Family family) {
                request.send(Arrays.copyOf(request.reply(), 33), target(family));
            }
        },
        WITHOUT_TOKEN(Event.MALFORMED) {
            @Override
            void answer(Request request, Family family) {
                request.send(Arrays.copyOf(request.reply(), 12), target(family));
            }
        };

        private final Event event;

        Wrong(Event event) {
            this.event = event;
        }

        abstract void answer(Request request, Family family);
    }

    static Stream<Arguments> wrongs() {
        return Arrays.stream(Wrong.values())
                .flatMap(wrong -> Arrays.stream(Family.values()).map(family -> Arguments.of(wrong, family)));
    }

    @ParameterizedTest
    @MethodSource("wrongs")
    void aWrongReplyIsCountedAndNotBelieved(Wrong wrong, Family family) throws Exception {
        try (var peer = new EchoPeer(far, family, request -> wrong.answer(request, family));
                Probe probe = probe(target(family))) {

            var result = near.call(() -> probe.probe(path(family), LONG)).toCompletableFuture();

            await().atMost(LONG).until(() -> factory.counters().of(wrong.event) == 1);
            assertThat(result).isNotDone();
            assertThat(peer.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void theRightReplyIsBelievedAfterAllWrongOnes(Family family) throws Exception {
        Consumer<Request> answer = request -> {
            Arrays.stream(Wrong.values()).forEach(wrong -> wrong.answer(request, family));
            request.sendAsIs(new byte[8], target(family));
            request.send(request.reply(), target(family));
        };
        try (var peer = new EchoPeer(far, family, answer);
                Probe probe = probe(target(family))) {

            assertThat(ask(probe, family, LONG)).isInstanceOf(Reply.class);

            assertThat(peer.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void aReplyCountsOnceAndItsRepetitionsAreDuplicates(Family family) throws Exception {
        Consumer<Request> answer = request -> {
            request.send(request.reply(), target(family));
            request.send(request.reply(), target(family));
        };
        try (var peer = new EchoPeer(far, family, answer);
                Probe probe = probe(target(family))) {

            assertThat(ask(probe, family, LONG)).isInstanceOf(Reply.class);
            assertThat(ask(probe, family, LONG)).isInstanceOf(Reply.class);

            assertThat(peer.requests()).hasSize(2);
            assertThat(factory.counters().of(Event.ANSWERED)).isEqualTo(2);
            assertThat(factory.counters().of(Event.DUPLICATE)).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void aReplyAfterTheTimeIsLateAndDisturbsNothing(Family family) throws Exception {
        var held = new LinkedBlockingQueue<Request>();
        try (var peer = new EchoPeer(far, family, held::add);
                Probe probe = probe(target(family))) {
            assertThat(ask(probe, family, SHORT)).isInstanceOf(NoReply.class);

            Request late = held.take();
            far.run(() -> late.send(late.reply(), target(family)));
            far.run(() -> late.send(late.reply(), target(family)));
            assertThat(ask(probe, family, SHORT)).isInstanceOf(NoReply.class);

            assertThat(peer.requests()).hasSize(2);
            assertThat(factory.counters().of(Event.LATE)).isOne();
            assertThat(factory.counters().of(Event.DUPLICATE)).isOne();
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void theIdentifierChangesAfterAQuestionWentUnanswered(Family family) throws Exception {
        var answers = new boolean[] {true};
        Consumer<Request> answer = request -> {
            if (answers[0]) {
                request.send(request.reply(), target(family));
            }
        };
        try (var peer = new EchoPeer(far, family, answer);
                Probe probe = probe(target(family))) {
            ask(probe, family, LONG);
            ask(probe, family, LONG);
            answers[0] = false;
            ask(probe, family, SHORT);
            ask(probe, family, SHORT);

            var identifiers = peer.requests().stream().map(Request::identifier).toList();

            assertThat(identifiers.subList(0, 3)).containsOnly(identifiers.get(0));
            assertThat(identifiers.get(3)).isNotEqualTo(identifiers.get(2));
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void aRouterThatCannotReachTheTargetIsNoReplyAtOnceInItsWords(Family family) throws Exception {
        String nowhere = family == Family.IPV4 ? "203.0.113.66" : "2001:db8:66::66";
        String version = family == Family.IPV4 ? "-4" : "-6";
        far.sysctl("net/ipv4/ip_forward", "1");
        far.sysctl("net/ipv6/conf/all/forwarding", "1");
        far.ip(version, "route", "add", "unreachable", nowhere);
        near.ip(version, "route", "add", "default", "via", target(family).getHostAddress(), "dev", "up0");
        try (Probe probe = probe(TestPath.address(nowhere))) {

            ProbeResult result = ask(probe, family, LONG);

            String words = family == Family.IPV4 ? "host unreachable" : "no route";
            assertThat(result)
                    .isInstanceOf(NoReply.class)
                    .asString()
                    .endsWith(" says that " + TestPath.address(nowhere).getHostAddress() + " cannot be reached: "
                            + words + "]");
            assertThat(factory.counters().of(Event.UNREACHABLE)).isOne();
        }
    }
}
