// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.ftrouter.api.testkit.Certificates;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.engine.control.ControlClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A router whose every kind of channel leads to receivers that never greet, never read, never end, drip a byte a minute,
 * fail for ever, redirect in a loop or show a certificate that nobody trusts. Nothing else is late for it, and no secret is
 * told.
 */
class HostileReceiversIT {
    private static final Duration LIMIT = Duration.ofMillis(50);
    private static final Duration PHASE = Duration.ofSeconds(Integer.getInteger("ftr.hostile.seconds", 6));
    private static final Duration FLIP = Duration.ofMillis(250);
    private static final Duration WARM_UP = FLIP.multipliedBy(8);
    private static final int TRIES = 3;
    private static final long BEATS =
            HostileChannels.NAMES.stream().filter(n -> n.endsWith("beat")).count();
    /** Those whose test is read, which fails soon. */
    private static final List<String> TRIED =
            List.of("brokenhook", "signinghook", "headedhook", "strictmail", "strictqueue", "brokenbeat", "mutetrap3");

    private static final String FULL_SOCKET = """
            socket(my $in, AF_UNIX, SOCK_DGRAM, 0) or die $!;
            bind($in, sockaddr_un($ARGV[0])) or die $!;
            socket(my $out, AF_UNIX, SOCK_DGRAM, 0) or die $!;
            connect($out, sockaddr_un($ARGV[0])) or die $!;
            1 while send($out, "x", MSG_DONTWAIT);
            $| = 1;
            print "full\\n";
            sleep;
            """;

    private static final int STEADY = 5; // uplinks; one more flaps

    @TempDir
    Path temp;

    private Lab lab;
    private Router router;
    private Process receivers;
    private Process unread;
    private Path marker;

    @BeforeEach
    void build() throws Exception {
        marker = temp.resolve("debug");
        Gauge.install(temp);
        new Certificates(temp).sign("other", "dns:other.example.org");
        lab = Lab.builder()
                .uplinks(STEADY + 1)
                .ftr(Ahead.daemon(temp, "$([ -e " + marker + " ] && echo --debug)"))
                .build();
        lab.writeConfig(Files.readString(lab.config()).replaceAll("(?m)^(  targets|  required|route|notify) = .*\n", "")
                + Gauge.config(temp)
                + HostileChannels.good());
        router = new Router(lab);
        receivers = router.java(
                "receivers.log", HostileReceivers.class, temp.resolve("all.p12").toString(), "changeit", "other");
        Router.await("they listen", Router.LONG, () -> received().contains("listening"));
        Ahead.run(receivers.pid(), true);
        lab.router().sysctl("net/ipv4/tcp_wmem", "4096 4096 4096"); // what nobody reads is soon all that can be sent
        unread = lab.router().start("unread.log", "perl", "-MSocket=:all", "-e", FULL_SOCKET, socket().toString());
        Router.await(
                "the socket is full",
                Router.LONG,
                () -> Files.readString(lab.folder().resolve("unread.log")).contains("full"));
    }

    /** A local one that nobody reads, and that holds no more. */
    private Path socket() {
        return temp.resolve("unread");
    }

    @AfterEach
    void remove() throws Exception {
        receivers.destroyForcibly().waitFor();
        unread.destroyForcibly().waitFor();
        lab.close();
    }

    private String received() throws Exception {
        return Files.readString(lab.folder().resolve("receivers.log"));
    }

    @Test
    void nothingElseIsLateAndNoSecretIsTold() throws Exception {
        lab.startDaemon();
        router.awaitAllUp();
        flips(WARM_UP); // classes are loaded, the compiler is warm
        Map<String, Lateness> alone = measured();
        String config = Files.readString(lab.config());
        lab.writeConfig(config.replace(HostileChannels.good(), HostileChannels.all(socket())));
        assertThat(ControlClient.ask(lab.socket(), "reload")).contains("\"reloaded\":true");
        flips(WARM_UP);
        Map<String, Lateness> beside = measured();
        for (int i = 1; i < TRIES && !late(alone, beside).isEmpty(); i++) {
            measured().forEach((what, again) -> beside.merge(what, again, Lateness::best));
        }

        tell(alone, beside);
        awaitEachHasFailed("");
        noSecretIsTold();
        assertThat(lab.router().run("pgrep", "-fc", "^sleep 997").output().strip())
                .as("programs under way")
                .isIn("0", "1");
        assertThat(Ahead.collections(temp))
                .content()
                .contains("Pause Young")
                .as("a collection of the whole heap, for up to 100 ms")
                .doesNotContain("Pause Full");
        assertThat(late(alone, beside)).as(beside.toString()).isEmpty();
    }

    @Test
    void noSecretIsToldToWhoWantsToKnowEverything() throws Exception {
        Files.createFile(marker);
        lab.writeConfig(Files.readString(lab.config()).replace(HostileChannels.good(), HostileChannels.all(socket())));
        lab.startDaemon();
        router.awaitAllUp();
        flips(WARM_UP);

        awaitEachHasFailed("DEBUG");
        noSecretIsTold();
    }

    /** What is later than it may be, beyond what the machine is to blame for. */
    private static List<String> late(Map<String, Lateness> alone, Map<String, Lateness> beside) {
        return beside.keySet().stream()
                .filter(what -> !what.equals("machine"))
                .filter(what -> beside.get(what).exceeds(LIMIT, alone.get(what), beside.get("machine")))
                .toList();
    }

    private static void tell(Map<String, Lateness> alone, Map<String, Lateness> beside) {
        beside.forEach((what, late) -> Figures.note(
                "beside " + HostileChannels.NAMES.size() + " hostile channels: " + what,
                late + " (alone " + alone.get(what) + ")",
                what.equals("machine") ? "-" : "p99.9 <= 50 ms"));
    }

    private void flips(Duration time) throws Exception {
        Path down = temp.resolve("down-wan" + (STEADY + 1));
        for (long end = System.nanoTime() + time.toNanos(); System.nanoTime() < end; ) {
            Files.createFile(down);
            Router.live(FLIP);
            Files.delete(down);
            Router.live(FLIP);
        }
    }

    /** How late everything was while an uplink flapped for some time, by what it is. */
    private Map<String, Lateness> measured() throws Exception {
        Instant begun = Instant.now();
        long from = System.nanoTime();
        Map<String, Lateness> late;
        Ahead.run(ProcessHandle.current().pid(), true);
        try (var machine = new Oversleep();
                var control = new Asking(lab)) {
            flips(PHASE);
            late = new TreeMap<>(
                    Map.of("machine", machine.lateness(), "answer of the control socket", control.lateness()));
        } finally {
            Ahead.run(ProcessHandle.current().pid(), false);
        }
        Gauge gauge = Gauge.read(temp);
        Instant ended = Instant.now().minus(FLIP); // by then the last change had been seen
        late.put("probes", gauge.probes(from, System.nanoTime(), "wan" + (STEADY + 1)));
        Router.await("both have heard the same", Router.LONG, () -> {
            String all = received();
            return Arrivals.count(all, "web") == Arrivals.count(all, "syslog");
        });
        Arrivals arrivals = Arrivals.read(received(), begun, ended);
        late.put("webhook", arrivals.lateness("web"));
        late.put("syslog", arrivals.lateness("syslog"));
        late.put("route backend", gauge.applied(arrivals.moments()));
        return late;
    }

    private String log() throws Exception {
        return Files.readString(lab.folder().resolve("daemon.log"));
    }

    private void awaitEachHasFailed(String level) throws Exception {
        assertThat(log()).contains(level);
        for (String name : HostileChannels.NAMES) {
            boolean beat = name.endsWith("beat"); // these are told by address
            String failure = beat ? "heartbeat: " : "Channel " + name + ": ";
            Router.await(name + " has failed", Router.LONG, () -> log().split(failure, -1).length > (beat ? BEATS : 1));
        }
    }

    private void noSecretIsTold() throws Exception {
        var told = new TreeMap<String, String>(Map.of(
                "log", log(),
                "status", ControlClient.ask(lab.socket(), "status"),
                "plugins", ControlClient.ask(lab.socket(), "plugins"),
                "messages", received(),
                "screen", router.ftr("status").output(),
                "list", router.ftr("plugins").output()));
        for (String name : TRIED) {
            var test = router.ftr("test-notification", name);
            assertThat(test.exitCode()).as(test.output()).isNotZero();
            told.put("test of " + name, test.output());
        }
        for (String type : List.of("webhook", "snmptrap", "email", "mqtt", "heartbeat")) {
            told.put("manual of " + type, router.ftr("plugins", "show", type).output());
            assertThat(told.get("manual of " + type)).contains("timeout");
        }
        try (Stream<Path> files = Files.walk(lab.folder().resolve("state"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                told.put(file.toString(), new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        assertThat(told.get("messages")).contains("undeliverable"); // one of those that were refused
        told.forEach((where, text) ->
                secrets().forEach(secret -> assertThat(text).as(where).doesNotContain(secret)));
    }

    /** As they are and as they travel. */
    private static List<String> secrets() {
        var secrets =
                new ArrayList<String>(List.of(HostileChannels.CANARY, HostileChannels.CANARY.toUpperCase(Locale.ROOT)));
        for (String name : HostileChannels.NAMES) {
            byte[] secret = HostileChannels.secret(name).getBytes(StandardCharsets.US_ASCII);
            secrets.add(Base64.getEncoder().withoutPadding().encodeToString(secret));
            secrets.add(Base64.getEncoder()
                    .withoutPadding()
                    .encodeToString(("\0gw\0" + HostileChannels.secret(name)).getBytes(StandardCharsets.US_ASCII)));
        }
        return secrets;
    }
}
