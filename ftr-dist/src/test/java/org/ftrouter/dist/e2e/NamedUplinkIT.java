// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.Addresses;
import org.ftrouter.dist.lab.Daemon;
import org.ftrouter.dist.lab.Fault;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabUplink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Notices and heartbeats with {@code via}, in either family: every packet of theirs, the look-up of names included, is
 * counted at that uplink's provider and at no other. The uplink has the worse priority, so nothing of the router's own goes
 * there by itself.
 */
@Tag("paired")
class NamedUplinkIT {
    private static final Duration BEAT = Duration.ofSeconds(10);
    private static final String NOTIFY = """
            probe { hold-up = 1s }
            notify = [
              { type = email, via = lte, from = "gw@example.org", to = [ "noc@example.org" ],
                smtp { host = "%s", port = 25, tls = none, timeout = 3s } }
              { type = syslog, via = lte, to = "udp://%s:514" }
              { type = webhook, via = lte, url = "http://hook.example.org:8080/", timeout = 2s, min-severity = notice,
                resolver = "%s" }
              { type = heartbeat, via = lte, url = "http://hook.example.org:8080/beat", interval = 10s, timeout = 2s,
                resolver = "%s" }
              { type = mqtt, via = lte, broker = "tcp://%s" }
              { type = snmptrap, via = lte, to = "%s", inform = true }
              { type = syslog, name = journal, via = lte, to = "tcp://%s", timeout = 3s }
            ]
            """;

    private Lab lab;
    private Router router;
    private LabUplink fibre;
    private LabUplink cable;
    private LabUplink lte;
    private Receivers receivers;
    private NoticeServers servers;
    private List<Process> sinks = List.of();
    private Daemon daemon;

    /** Addresses of the internet that no probe of the lab's configuration asks, and no user. */
    private record Receivers(
            String mail, String syslog, String web, String dns, String broker, String station, String journal) {

        static Receivers of(Family family) {
            List<String> unasked = Addresses.targets(family).subList(4, 8);
            boolean old = family == Family.IPV4;
            return new Receivers(
                    unasked.get(0),
                    unasked.get(1),
                    unasked.get(2),
                    unasked.get(3),
                    old ? "198.18.7.1" : "2001:db8:7::1",
                    old ? "198.18.7.2" : "2001:db8:7::2",
                    old ? "198.18.7.3" : "2001:db8:7::3");
        }

        List<String> all() {
            return List.of(mail, syslog, web, dns, broker, station, journal);
        }

        String config() {
            return NOTIFY.formatted(mail, host(syslog), dns, dns, host(broker), host(station), host(journal));
        }
    }

    private static String host(String address) {
        return address.contains(":") ? "[" + address + "]" : address;
    }

    private void build(Family family) throws Exception {
        receivers = Receivers.of(family);
        lab = Lab.builder()
                .uplink("fibre", 1, 1)
                .uplink("cable", 1, 1)
                .uplink("lte", 1, 2)
                .families(family)
                .config(receivers.config())
                .build();
        router = new Router(lab);
        fibre = lab.uplink("fibre");
        cable = lab.uplink("cable");
        lte = lab.uplink("lte");
        for (String added : List.of(receivers.broker(), receivers.station(), receivers.journal())) {
            lab.internet().ip(List.of("addr add " + added + (family == Family.IPV4 ? "/32" : "/128") + " dev lo"));
        }
        servers = new NoticeServers(lab);
        servers.start();
        sinks = List.of(
                Router.java(lab.internet(), "mail.log", SmtpSink.class, "polite", "25"),
                Router.java(lab.internet(), "notices.log", NoticeSink.class, receivers.dns(), receivers.web()));
        for (String log : List.of("mail", "notices")) {
            Router.await(log + " sink", Router.LONG, () -> log(log).contains("listening"));
        }
        daemon = lab.startDaemon();
        router.awaitAllUp();
    }

    @AfterEach
    void remove() throws Exception {
        for (Process process : sinks) {
            process.destroyForcibly();
            process.waitFor();
        }
        servers.close();
        lab.close();
    }

    private String log(String name) throws Exception {
        Path log = lab.folder().resolve(name + ".log");
        return Files.exists(log) ? Files.readString(log) : "";
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void everyPacketOfTheNoticesTakesTheUplinkThatIsNamedAndNoOther(Family family) throws Exception {
        build(family);
        lab.fault(fibre, Fault.BLACKHOLE);
        awaitMail("DOWN fibre");
        awaitWeb("uplink.down");
        servers.awaitAll("uplink.down", "fibre");
        Router.await("a heartbeat", Router.LONG, () -> log("notices").contains("beat from"));

        String source = InetAddress.getByName(lte.address(family)).getHostAddress();
        assertThat(log("mail")).contains("client 1 from /" + host(source) + ":");
        assertThat(log("notices")).contains("syslog from " + source, "web from " + source);
        assertThat(log("notices")).contains("dns from " + source, "beat from " + source);
        servers.assertAllFrom(lte.address(family));
        for (String receiver : receivers.all()) {
            assertThat(lab.provider(lte).counters().to(receiver)).as(receiver).isPositive();
        }
        assertNothingElsewhere();
        assertThat(router.foreignPackets()).isZero();
        if (family == Family.IPV4) { // once is enough for what follows, which takes half a minute
            theHeartBeatsNoLongerThanTheDaemonDoes();
            afterARestartWithoutDnsTheAddressesOfBeforeAreUsed();
        }
    }

    private void theHeartBeatsNoLongerThanTheDaemonDoes() throws Exception {
        signal("STOP");
        assertNoBeat();
        long before = count("beat from");
        signal("CONT");
        Router.await("it beats again", Router.LONG, () -> count("beat from") > before);
        lab.killDaemon();
        assertNoBeat();
    }

    private void afterARestartWithoutDnsTheAddressesOfBeforeAreUsed() throws Exception {
        long beats = count("beat from");
        long questions = count("dns from");
        lab.internet().exec("iptables", "-I", "INPUT", "-p", "udp", "--dport", "53", "-j", "DROP");
        daemon = lab.startDaemon();
        router.awaitHealth(fibre, "down");
        lab.heal(fibre);
        awaitWeb("uplink.up");
        Router.await("it beats again", Router.LONG, () -> count("beat from") > beats);
        assertThat(count("dns from")).isEqualTo(questions);
        assertNothingElsewhere();
    }

    private void signal(String name) throws Exception {
        String[] command = {"kill", "-" + name, Long.toString(daemon.pid())};
        assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
    }

    /** Though the next one was due. */
    private void assertNoBeat() throws Exception {
        Router.live(Duration.ofSeconds(1)); // what was on its way
        long before = count("beat from");
        Router.live(BEAT.plusSeconds(2));
        assertThat(count("beat from")).isEqualTo(before);
    }

    private long count(String start) throws Exception {
        return log("notices").lines().filter(l -> l.startsWith(start)).count();
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void whatCannotGoThereWaitsAndGoesNowhereElse(Family family) throws Exception {
        build(family);
        lab.fault(lte, Fault.BLACKHOLE);
        lab.fault(fibre, Fault.BLACKHOLE);
        router.awaitHealth(fibre, "down");
        Router.live(Duration.ofSeconds(4)); // longer than an attempt
        assertThat(log("mail") + log("notices")).doesNotContain("client", "web from");
        servers.assertNone("uplink.down");

        lab.heal(lte);
        lab.heal(fibre);
        awaitMail("UP fibre");
        awaitWeb("uplink.up");
        servers.awaitAll("uplink.down", "fibre");
        servers.awaitAll("uplink.up", "fibre");

        assertThat(log("mail")).contains("DOWN fibre");
        assertThat(log("notices")).contains("uplink.down");
        assertNothingElsewhere();
    }

    private void assertNothingElsewhere() throws Exception {
        for (String receiver : receivers.all()) {
            assertThat(lab.provider(fibre).counters().to(receiver)).as(receiver).isZero();
            assertThat(lab.provider(cable).counters().to(receiver)).as(receiver).isZero();
        }
    }

    private void awaitMail(String text) throws Exception {
        Router.await("mail of " + text, Router.LONG, () -> log("mail").contains(text));
    }

    private void awaitWeb(String event) throws Exception {
        Router.await(
                "webhook of " + event,
                Router.LONG,
                () -> log("notices")
                        .lines()
                        .anyMatch(l -> l.startsWith("web from ") && l.contains(event) && l.contains("fibre")));
    }
}
