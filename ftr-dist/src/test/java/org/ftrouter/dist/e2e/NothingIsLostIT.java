// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.Addresses;
import org.ftrouter.dist.lab.Daemon;
import org.ftrouter.dist.lab.Host;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.engine.control.ControlClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Restarts, SIGKILLs and reloads, while the router looks up routes of both families without a pause and numbered datagrams
 * go through every uplink: no look-up fails, no datagram is lost on uplinks that the change does not concern. {@code -Dlive.rounds=1000}
 * and {@code -Dlive.rest=0} are the long layer.
 */
class NothingIsLostIT {
    /** InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors, below their names. */
    private static final Pattern UDP_COUNTERS = Pattern.compile("(?m)^Udp: \\d+ \\d+ \\d+ \\d+ (\\d+) ");

    private static final Pattern UDP6_COUNTER = Pattern.compile("(?m)^Udp6RcvbufErrors\\s+(\\d+)$");

    private static final int ROUNDS = Integer.getInteger("live.rounds", 20);
    private static final int REST_MICROSECONDS = Integer.getInteger("live.rest", 1000);
    private static final int FLOWS = 16;
    private static final int PORT = 7007;
    private static final Pattern FLOW = Pattern.compile("flow (\\d+) of (\\S*): (-?\\d+) of (\\d+) lost");
    private static final Pattern LOOK_UPS =
            Pattern.compile("ended: (\\d+) of (\\d+) failed, (\\d+) torn, (\\d+) leaked");

    private final List<Process> servers = new ArrayList<>();
    private final List<Process> askers = new ArrayList<>();
    private Lab lab;
    private Router router;
    private Daemon daemon;
    private String original;

    @BeforeEach
    void build() throws Exception {
        lab = Lab.builder()
                .families(Family.values())
                .config("probe { hold-up = 1s }")
                .build();
        router = new Router(lab);
        LookUps.bait(lab.router());
        original = Files.readString(lab.config());
        daemon = lab.startDaemon();
        router.awaitAllUp();
        for (Family family : lab.families()) {
            begin(family);
        }
    }

    private void begin(Family family) throws Exception {
        String server = Addresses.udpServer(family, 77);
        String serverLog = name("server", family);
        servers.add(Router.java(lab.internet(), serverLog, Sequences.class, "serve", server, PORT + ""));
        Router.await("the server serves", Router.LONG, () -> log(serverLog).contains("begun"));
        String flows = name("flows", family);
        askers.add(Router.java(lab.lan(), flows, Sequences.class, "ask", server, PORT + "", FLOWS + "", "20"));
        String lookUps = name("look-ups", family);
        askers.add(router.java(lookUps, LookUps.class, server, "86400000", REST_MICROSECONDS + ""));
        Router.await(
                "all have begun",
                Router.LONG,
                () -> log(flows).contains("begun") && log(lookUps).contains("begun"));
    }

    private static String name(String what, Family family) {
        return what + "-" + family + ".log";
    }

    @AfterEach
    void remove() throws Exception {
        servers.forEach(Process::destroyForcibly);
        askers.forEach(Process::destroyForcibly);
        lab.close();
    }

    private String log(String name) throws Exception {
        return Files.readString(lab.folder().resolve(name));
    }

    /** Ends the flows and the look-ups; the flows of these uplinks must be whole, and no look-up may have failed. */
    private void assertNothingLost(String what, List<LabUplink> unaffected) throws Exception {
        for (Process process : askers) {
            process.destroy();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
        for (Family family : lab.families()) {
            assertNothingLost(what + ", " + family, unaffected, family);
        }
        Figures.note(what + ": packets with a foreign source", Long.toString(router.foreignPackets()), "0");
        assertThat(foreign()).isEmpty();
    }

    private void assertNothingLost(String what, List<LabUplink> unaffected, Family family) throws Exception {
        long sent = 0;
        long lost = 0;
        int flows = 0;
        Matcher flow = FLOW.matcher(log(name("flows", family)));
        while (flow.find()) {
            String source = flow.group(2);
            if (unaffected.stream().anyMatch(u -> u.owns(source))) {
                assertThat(source).as(flow.group()).doesNotContain("+");
                assertThat(Long.parseLong(flow.group(3))).as(flow.group()).isNotNegative();
                lost += Long.parseLong(flow.group(3));
                sent += Long.parseLong(flow.group(4));
                flows++;
            }
        }
        Matcher lookUps = LOOK_UPS.matcher(log(name("look-ups", family)));
        assertThat(lookUps.find()).isTrue();
        long unread = unread(family);
        Figures.note(
                what + ": datagrams lost on unaffected uplinks",
                Math.max(0, lost - unread) + " of " + sent + " in " + flows + " flows",
                "0");
        Figures.note(what + ": the same, come to the test's own full sockets", unread + "", "-");
        Figures.note(what + ": route look-ups failed", lookUps.group(1) + " of " + lookUps.group(2), "0");
        Figures.note(what + ": route look-ups that took the system's default route", lookUps.group(4), "0");
        assertThat(lost).as(log(name("flows", family))).isLessThanOrEqualTo(unread);
        assertThat(flows).isGreaterThanOrEqualTo(2);
        assertThat(sent).isPositive();
        assertThat(lookUps.group(1)).as(log(name("look-ups", family))).isEqualTo("0");
        assertThat(lookUps.group(3)).as(log(name("look-ups", family))).isEqualTo("0");
        assertThat(lookUps.group(4)).as(log(name("look-ups", family))).isEqualTo("0");
    }

    /** Packets that came to a provider with a source that is not its customer's, by source. */
    private Map<String, Long> foreign() throws Exception {
        var foreign = new TreeMap<String, Long>();
        for (LabUplink uplink : lab.uplinks()) {
            lab.provider(uplink).counters().foreign().forEach((source, n) -> foreign.merge(source, n, Long::sum));
        }
        return foreign;
    }

    /** Datagrams that arrived where they should, but the test's own programs had not read those before them. */
    private long unread(Family family) throws Exception {
        long unread = 0;
        for (Host host : List.of(lab.internet(), lab.lan())) {
            Matcher counters = family == Family.IPV4
                    ? UDP_COUNTERS.matcher(host.exec("cat", "/proc/net/snmp"))
                    : UDP6_COUNTER.matcher(host.exec("cat", "/proc/net/snmp6"));
            assertThat(counters.find()).isTrue();
            unread += Long.parseLong(counters.group(1));
        }
        return unread;
    }

    @Test
    void restartsAndSigkillsLoseNothing() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            if (i % 4 == 3) {
                lab.killDaemon();
            } else {
                assertThat(daemon.stop()).isZero();
            }
            daemon = lab.startDaemon();
        }
        router.awaitAllUp();

        assertNothingLost(ROUNDS + " restarts, one in four after SIGKILL", lab.uplinks());
    }

    @Test
    void reloadsOfEveryKindLoseNothing() throws Exception {
        String lte =
                original.lines().filter(l -> l.contains("lte {")).findFirst().orElseThrow();
        String fibre =
                original.lines().filter(l -> l.contains("fibre {")).findFirst().orElseThrow();
        List<String> kinds = List.of(
                original.replace(fibre, fibre.replace("weight = 1", "weight = 3")),
                original.replace(lte + "\n", ""), // the last one goes
                original,
                original.replace(fibre + "\n", "").replace(lte, lte + "\n" + fibre), // the first one moves to the end
                original + "\nrouting { cut-after = 9s, on-return = move-udp }\n",
                original.replace("\"icmp:9.9.9.9\", ", "").replace("\"icmp:2620:fe::fe\", ", ""));
        assertThat(kinds).filteredOn(original::equals).hasSize(1); // all others are changes
        for (int i = 0; i < ROUNDS; i++) {
            lab.writeConfig(kinds.get(i % kinds.size()));
            String answer = ControlClient.ask(lab.socket(), "reload");
            assertThat(JsonParser.parseString(answer)
                            .getAsJsonObject()
                            .get("reloaded")
                            .getAsBoolean())
                    .as(answer)
                    .isTrue();
            Router.live(java.time.Duration.ofMillis(i % 3 * 150L)); // some come while the one before is under way
        }
        router.awaitAllUp();

        assertNothingLost(ROUNDS + " reloads", lab.uplinks().subList(0, 2));
    }
}
