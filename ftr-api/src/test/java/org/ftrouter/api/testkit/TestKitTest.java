// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.ftrouter.api.Family;
import org.ftrouter.api.Settings;
import org.ftrouter.api.probe.Inconclusive;
import org.ftrouter.api.probe.NoReply;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeResult;
import org.ftrouter.api.probe.Reply;
import org.ftrouter.linux.LinuxSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What authors of plugins test with. */
class TestKitTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path temp;

    private enum Colour {
        RED,
        DARK_BLUE
    }

    @Test
    void settingsFromHoconAreReadAsTheDaemonDoes() {
        TestSettings settings = TestSettings.hocon("""
                name = x, count = 7, share = 5%, on = yes, pause = 500ms, colour = dark-blue, host = 192.0.2.1
                list = [ a, b ], smtp { port = 25 }, to = [ "a@x", { address = "b@x" } ], extra = 1
                """);

        assertThat(settings.string("name")).isEqualTo("x");
        assertThat(settings.integer("count", 1, 0, 10)).isEqualTo(7);
        assertThat(settings.ratio("share", 0, 0, 1)).isEqualTo(0.05);
        assertThat(settings.flag("on", false)).isTrue();
        assertThat(settings.duration("pause", LONG, Duration.ZERO, LONG)).isEqualTo(Duration.ofMillis(500));
        assertThat(settings.choice("colour", Colour.class, Colour.RED)).isEqualTo(Colour.DARK_BLUE);
        assertThat(settings.address("host")).contains(TestPath.address("192.0.2.1"));
        assertThat(settings.strings("list")).containsExactly("a", "b");
        assertThat(settings.section("smtp").integer("port", 1, 1, 99)).isEqualTo(25);
        assertThat(settings.sections("to", "address"))
                .extracting((Settings part) -> part.string("address"))
                .containsExactly("a@x", "b@x");
        assertThat(settings.problems()).isEmpty();
        assertThat(settings.unread()).containsExactly("extra");
    }

    @Test
    void wrongValuesAreProblemsAndTheFallbackCounts() {
        TestSettings settings = TestSettings.hocon("count = 70, share = much, pause = 5, colour = pink, on = perhaps");

        assertThat(settings.integer("count", 1, 0, 10)).isEqualTo(1);
        assertThat(settings.ratio("share", 0.5, 0, 1)).isEqualTo(0.5);
        assertThat(settings.duration("pause", LONG, Duration.ZERO, LONG)).isEqualTo(LONG);
        assertThat(settings.choice("colour", Colour.class, Colour.RED)).isEqualTo(Colour.RED);
        assertThat(settings.flag("on", true)).isTrue();
        assertThat(settings.problems())
                .hasSize(5)
                .contains(
                        "count: is '70', allowed is a whole number from 0 to 10",
                        "colour: is 'pink', allowed is red, dark-blue");
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void aFakeUplinkCarriesQuestionsToWhatTheTestServes(Family family) throws Exception {
        try (var uplink = FakeUplink.of(family)) {
            int echo = uplink.udp(question -> question);
            int lines = uplink.tcp(connection -> connection.getOutputStream().write('!'));

            assertThat(uplink.ask(udp(uplink, echo), LONG)).isInstanceOf(Reply.class);
            assertThat(uplink.ask(udp(uplink, uplink.udp(question -> new byte[0])), Duration.ofMillis(100)))
                    .isInstanceOf(NoReply.class);
            try (var client = new java.net.Socket(uplink.host(), lines)) {
                assertThat(client.getInputStream().read()).isEqualTo('!');
            }
            assertThat(udp(uplink, echo)
                            .probe(uplink.unplugged(), LONG)
                            .toCompletableFuture()
                            .get())
                    .isInstanceOf(Inconclusive.class);
        }
    }

    private Probe udp(FakeUplink uplink, int port) {
        return new TestContext(temp).blocking(uplink.host(), (path, timeout) -> {
            try (var socket = LinuxSocket.udp(path)) {
                socket.connect(new java.net.InetSocketAddress(uplink.host(), port));
                socket.send("?".getBytes(StandardCharsets.UTF_8));
                socket.receive(timeout);
                return ProbeResult.reply(Duration.ZERO);
            } catch (java.net.BindException e) {
                return ProbeResult.inconclusive(e.toString());
            } catch (java.io.IOException e) {
                return ProbeResult.noReply(e.toString());
            }
        });
    }

    @Test
    void aProbeOfOneAddressAsksItsFamilyOnly() {
        Probe probe = new TestContext(temp).blocking(TestPath.address("2001:db8::1"), (path, timeout) -> null);

        assertThat(probe.asks(Family.IPV6)).isTrue();
        assertThat(probe.asks(Family.IPV4)).isFalse();
    }

    @Test
    void aFakeKernelDoesNotWaitForInputThatNobodyEnds() throws Exception {
        var kernel = new FakeKernel(temp).program("ip", 3, "", "");

        Process process = new ProcessBuilder(kernel.path("ip").toString(), "route").start(); // its input stays open

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(3);
    }

    @Test
    void whatTextsOfAConfigurationNeedIsNamedIfItIsNotThere() throws Exception {
        URL[] kit = {
            TestSettings.class.getProtectionDomain().getCodeSource().getLocation(),
            Settings.class.getProtectionDomain().getCodeSource().getLocation()
        };
        try (var without = new URLClassLoader(kit, ClassLoader.getPlatformClassLoader())) {
            Method hocon = without.loadClass(TestSettings.class.getName()).getMethod("hocon", String.class);

            assertThatThrownBy(() -> hocon.invoke(null, "a = 1"))
                    .rootCause()
                    .isInstanceOf(ClassNotFoundException.class);
            assertThatThrownBy(() -> hocon.invoke(null, "a = 1"))
                    .cause()
                    .hasMessageStartingWith("TestSettings.hocon needs com.typesafe:config: add it to the pom.xml");
        }
    }

    @Test
    void aFakeKernelKeepsWhatItWasToldAndAnswers() throws Exception {
        var kernel = new FakeKernel(temp).program("ip").program("nft", 1, "out", "no such table");

        int first = run(kernel.path("ip").toString(), "route", "add", "default");
        int second = run(kernel.path("nft").toString(), "-f", "-");

        assertThat(kernel.commands()).containsExactly("ip route add default", "nft -f -");
        assertThat(kernel.input("nft")).isEqualTo("flush ruleset\n");
        assertThat(first).isZero();
        assertThat(second).isEqualTo(1);
    }

    private static int run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var in = process.getOutputStream()) {
            in.write("flush ruleset\n".getBytes(StandardCharsets.UTF_8));
        }
        process.getInputStream().readAllBytes();
        return process.waitFor();
    }

    @Test
    void aContextKeepsWhatIsLoggedAndHasTheTestsClock() {
        var ticker = new ManualTicker();
        var context = new TestContext(temp, ticker);
        long start = context.ticker().nanos();

        ticker.advance(Duration.ofSeconds(3));
        context.logger().log(System.Logger.Level.WARNING, "{0} is odd", "it");

        assertThat(context.ticker().since(start)).isEqualTo(Duration.ofSeconds(3));
        assertThat(context.logged()).containsExactly("WARNING it is odd");
    }
}
