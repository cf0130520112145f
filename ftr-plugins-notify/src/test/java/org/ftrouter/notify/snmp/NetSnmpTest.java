// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.snmp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.Severity;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.notify.HostileTexts;
import org.ftrouter.notify.Late;
import org.ftrouter.notify.Leaks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Net-SNMP's receiver with our MIB takes what we send, in both versions, and names it as the MIB does. */
class NetSnmpTest {
    private static final Path MIB = Path.of("../ftr-dist/src/main/dist/mibs/FTR-MIB.txt");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private Process snmptrapd;
    private int port;

    @BeforeEach
    void start() throws Exception {
        start("-OQ");
    }

    private void start(String format) throws Exception {
        try (var free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Files.writeString(folder.resolve("snmptrapd.conf"), """
                authCommunity log secret-community
                createUser ftr SHA-256 "auth-canary" AES "priv-canary"
                authUser log ftr priv
                """.replace(
                        "createUser ftr", "createUser -e 0x" + engineId() + " ftr"));
        var builder = new ProcessBuilder(
                        "/usr/sbin/snmptrapd",
                        "-f",
                        "-C",
                        "-c",
                        folder.resolve("snmptrapd.conf").toString(),
                        "-Lf",
                        log().toString(),
                        "-m",
                        MIB.toAbsolutePath().toString(),
                        "-M",
                        mibFolders(),
                        format,
                        "-F",
                        "%N %W %q|%v\\n",
                        "udp:127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile());
        builder.environment().put("SNMP_PERSISTENT_DIR", folder.toString());
        snmptrapd = builder.start();
        await("NET-SNMP version");
    }

    /** The engine has started once before, so that its id is known here. */
    private String engineId() throws Exception {
        Path state = Files.createDirectories(folder.resolve("state"));
        return LocalEngine.started(state).id();
    }

    /** The standard's own modules are not free, so Debian has none. */
    private static String mibFolders() {
        return Path.of("../ftr-plugins-notify/src/test/resources/org/ftrouter/notify/snmp")
                .toAbsolutePath()
                .toString();
    }

    @AfterEach
    void stop() throws Exception {
        snmptrapd.destroy();
        snmptrapd.waitFor();
    }

    private Path log() {
        return folder.resolve("traps");
    }

    private String text() throws Exception {
        return Files.exists(log()) ? Files.readString(log()) : "";
    }

    private String await(String part) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!text().contains(part)) {
            assertThat(System.nanoTime() < end && snmptrapd.isAlive())
                    .as(text() + Files.readString(folder.resolve("output")))
                    .isTrue();
            Thread.sleep(20);
        }
        return text();
    }

    private Notifier snmp(Object... more) {
        var all = new ArrayList<Object>(List.of("to", "127.0.0.1:" + port));
        all.addAll(List.of(more));
        TestSettings settings = TestSettings.of(all.toArray());
        Notifier made = new SnmpNotifierFactory().create(settings, new TestContext(folder.resolve("state")));
        assertThat(settings.problems()).isEmpty();
        return made;
    }

    private static Notice notice(String id) {
        return new Notice(
                id,
                "01",
                "uplink.down",
                "DOWN",
                Severity.WARNING,
                Instant.parse("2026-11-22T13:00:09Z"),
                "gw1",
                Optional.of("dsl"),
                Map.of("reason", "PROBE_QUORUM", "interface", "ppp0"),
                Map.of("en", new Notice.Text("dsl: 0 of 4", "b\n")));
    }

    private void arrives(String id) throws Exception {
        assertThat(await(id))
                .contains("FTR-MIB::ftrUplinkDown")
                .containsPattern("ftrEventId\\.0 = \"?" + id)
                .containsPattern("ftrEventKind\\.0 = \"?uplink\\.down")
                .containsPattern("ftrSeverity\\.0 = \"?warning")
                .containsPattern("ftrUplink\\.0 = \"?dsl")
                .containsPattern("ftrTitle\\.0 = \"?DOWN dsl: 0 of 4")
                .containsPattern("ftrReason\\.0 = \"?PROBE_QUORUM")
                .doesNotContain("enterprises.32473", "Unknown", "Cannot find module");
    }

    @Test
    void version2cArrivesUnconfirmedAndConfirmed() throws Exception {
        try (Notifier trap = snmp("community", "secret-community");
                Notifier inform = snmp("community", "secret-community", "inform", true)) {
            trap.send(notice("01TRAP"));
            arrives("01TRAP");
            inform.send(notice("01INFORM"));
            arrives("01INFORM");
        }
    }

    @Test
    void aLateOneBearsTheTimeOfItsEventAndSaysHowLateItIs() throws Exception {
        var late = new Late();
        try (Notifier inform = snmp("community", "secret-community", "inform", true)) {
            inform.send(late.notice());
        }

        String trap = await("01LATE");
        late.assertUnderstood(value(trap, "ftrEventTime\\.0 = \"?([^\"|]+)"), value(trap, "ftrDelay\\.0 = (\\d+)"));
    }

    private static String value(String trap, String pattern) {
        return Pattern.compile(pattern)
                .matcher(trap)
                .results()
                .findFirst()
                .orElseThrow(() -> new AssertionError(trap))
                .group(1);
    }

    @Test
    void whatIsNoUplinksHealthHasANameOfItsOwn() throws Exception {
        var names = Map.of(
                "config.loaded", "ftrConfigLoaded",
                "config.rejected", "ftrConfigRejected",
                "routing.changed", "ftrRoutingChanged",
                "routing.drift-repaired", "ftrDriftRepaired",
                "plugin.started", "ftrEvent");
        try (Notifier inform = snmp("community", "secret-community", "inform", true)) {
            for (String kind : names.keySet()) {
                Notice like = notice("01" + kind);
                inform.send(new Notice(
                        like.id(),
                        like.incident(),
                        kind,
                        "WORD",
                        Severity.INFO,
                        like.at(),
                        like.host(),
                        Optional.empty(),
                        Map.of(),
                        like.texts()));
            }
        }

        for (Map.Entry<String, String> name : names.entrySet()) {
            await("01" + name.getKey());
            String trap = text().lines()
                    .filter(l -> l.contains("01" + name.getKey()))
                    .findFirst()
                    .orElseThrow();
            assertThat(trap).contains("FTR-MIB::" + name.getValue());
        }
    }

    /** As octets, which {@code -Ox} writes: nothing in a name is taken for a part of the log. */
    @Test
    void hostileNamesAndTextsAreExactlyTheValuesOfTheirObjects() throws Exception {
        stop();
        Files.delete(log());
        start("-Ox");
        try (Notifier inform = snmp("community", "secret-community", "inform", true)) {
            for (int i = 0; i < HostileTexts.ALL.size(); i++) {
                inform.send(HostileTexts.notice(i));
            }
        }

        String last = HexFormat.ofDelimiter(" ")
                .withUpperCase()
                .formatHex(("01H" + (HostileTexts.ALL.size() - 1)).getBytes(UTF_8));
        String text = await(last);
        for (String object : List.of("ftrUplink", "ftrReason")) {
            List<String> values = Pattern.compile(object + "\\.0 = Hex-STRING: ((?:[0-9A-F]{2}\\s+)*)")
                    .matcher(text)
                    .results()
                    .map(m -> new String(HexFormat.of().parseHex(m.group(1).replaceAll("\\s", "")), UTF_8))
                    .toList();
            assertThat(values)
                    .as(object)
                    .isEqualTo(HostileTexts.ALL.stream()
                            .map(HostileTexts::written)
                            .map(value -> value.substring(0, Math.min(255, value.length())))
                            .toList());
        }
    }

    @Test
    void version3ArrivesSignedAndEncryptedAlsoAfterARestart() throws Exception {
        for (String id : List.of("01FIRST", "01SECOND")) {
            try (Notifier trap = snmp(
                    "version", "v3", "user", "ftr", "auth-password", "auth-canary", "priv-password", "priv-canary")) {
                trap.send(notice(id));
                arrives(id);
            }
        }
    }

    /** Its receiver takes nothing any more from a sender that goes back to an earlier start. */
    @Test
    void version3ArrivesAlsoAfterAnotherProcessOrChannelHasSentSomething() throws Exception {
        var other = new SnmpNotifierFactory();
        try (Notifier daemon = version3(new SnmpNotifierFactory());
                Notifier test = version3(other);
                Notifier secondChannel = version3(other)) {
            daemon.send(notice("01FIRST"));
            arrives("01FIRST");
            test.send(notice("01TEST"));
            arrives("01TEST");
            secondChannel.send(notice("01CHANNEL"));
            arrives("01CHANNEL");

            daemon.send(notice("01SECOND"));
            arrives("01SECOND");
            test.send(notice("01LAST"));
            arrives("01LAST");
        }
    }

    private Notifier version3(SnmpNotifierFactory factory) {
        TestSettings settings = TestSettings.of(
                "to",
                "127.0.0.1:" + port,
                "version",
                "v3",
                "user",
                "ftr",
                "auth-password",
                "auth-canary",
                "priv-password",
                "priv-canary");
        return factory.create(settings, new TestContext(folder.resolve("state")));
    }

    @Test
    void aThousandTrapsLeaveNoThreadAndNoFileBehindAndNoThreadFails() throws Exception {
        var failed = new CopyOnWriteArrayList<Throwable>();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> failed.add(failure));
        try (Notifier trap = snmp("community", "secret-community")) {
            trap.send(notice("01FIRST"));
            var before = Leaks.now();
            for (int i = 0; i < 1000; i++) {
                trap.send(notice("01A"));
            }
            Leaks.now().assertNoMoreThan(before);
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(null);
        }
        assertThat(failed).isEmpty();
    }

    @Test
    void wrongSettingsAreNamedWithWhatIsAllowed() {
        assertThat(problems()).containsExactly("to: is missing");
        assertThat(problems("to", "a/b"))
                .containsExactly("to: 'a/b' is not allowed: HOST or HOST:PORT (an IPv6 address in [ ])");
        assertThat(problems("to", "nms", "version", "v3", "auth-password", "short", "priv", "none"))
                .containsExactly(
                        "user: is missing: version v3 has users",
                        "auth-password-file: is missing or its content too short: version v3 takes passwords of 8"
                                + " characters or more");
    }

    /** That a password's file cannot be read is told where it is read. */
    @Test
    void aPasswordThatCannotBeReadIsNotCalledTooShort() {
        assertThat(problems("to", "nms", "version", "v3", "user", "u", "priv", "none", "auth-password-file", "gone"))
                .isEmpty();
    }

    private static List<String> problems(Object... keysAndValues) {
        TestSettings settings = TestSettings.of(keysAndValues);
        new SnmpNotifierFactory().create(settings, new TestContext(Path.of("unused")));
        return settings.problems();
    }
}
