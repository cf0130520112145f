// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.Fault;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.dist.lab.MeterReport;
import org.ftrouter.dist.lab.Stamp;
import org.ftrouter.engine.control.ControlClient;
import org.ftrouter.engine.cycle.PathId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The administrator's mail, sent by the router itself through whatever uplink is left, to a server in the internet. */
@Tag("paired")
class MailIT {
    private static final Duration SECOND = Duration.ofSeconds(1);
    /** After a total outage, what comes yet is waited for so long. */
    private static final Duration SETTLING = Duration.ofSeconds(45);

    private static final Duration OUTAGE = Duration.ofSeconds(10);
    private static final String SERVER = "198.19.253.25";
    private static final String SERVER6 = "2001:db8:feed:fd::25";
    private static final String CHANNEL = """
            { type = email, name = %s, from = "gw@example.org", to = [ "noc@example.org" ],
              smtp { host = "%s", port = %d, tls = none } }
            """;
    private static final List<String> SERVERS = List.of("polite", "polite6");
    private static final String POLITE = CHANNEL.formatted("polite", SERVER, 25);
    private static final String HANGING = CHANNEL.formatted("hanging", SERVER, 26);
    private static final String POLITE6 = CHANNEL.formatted("polite6", SERVER6, 27);

    private final List<Process> sinks = new ArrayList<>();
    private Lab lab;
    private Router router;

    private void build(String channels, Family... families) throws Exception {
        lab = Lab.builder()
                .families(families)
                .config("probe { hold-up = 1s }\nnotify = [\n" + channels + "]\n")
                .build();
        router = new Router(lab);
    }

    private void start() throws Exception {
        lab.startDaemon();
        router.awaitAllUp();
        lab.awaitAllCarry(Router.LONG);
    }

    @AfterEach
    void remove() throws Exception {
        for (Process process : sinks) {
            process.destroyForcibly();
            process.waitFor();
        }
        lab.close();
    }

    private void sink(String name, String kind, int port) throws Exception {
        sinks.add(Router.java(lab.internet(), name + ".log", SmtpSink.class, kind, Integer.toString(port)));
        Router.await(name + " mail server listens", Router.LONG, () -> log(name).contains("listening"));
    }

    private String log(String name) throws Exception {
        Path log = lab.folder().resolve(name + ".log");
        return Files.exists(log) ? Files.readString(log) : "";
    }

    @Test
    void downAndUpArriveThroughASurvivingUplinkAndAHangingMailServerDelaysNothing() throws Exception {
        build(POLITE + HANGING, Family.IPV4);
        sink("polite", "polite", 25);
        sink("hanging", "hanging", 26);
        start();
        LabUplink fibre = lab.uplink("fibre");
        assertThat(lab.meter().awaitQuiet(SECOND, Router.LONG)).isTrue();
        Stamp broken = lab.fault(fibre, Fault.BLACKHOLE);
        Duration told = Router.await(
                "the mail of DOWN", Router.LONG, () -> log("polite").contains("DOWN fibre"));
        MeterReport report = lab.meter().since(broken);
        Stamp healed = lab.heal(fibre);
        Router.await("the mail of UP", Router.LONG, () -> log("polite").contains("UP fibre"));
        Duration returned = healed.until(lab.meter()
                .awaitUplink(fibre, healed, Router.LONG)
                .orElseThrow()
                .start());

        Figures.note("mail of DOWN at the server after the fault", Figures.seconds(told), "-");
        Figures.note("outage while another mail server hangs", Figures.seconds(report.outage()), "<= 2 s");
        assertThat(log("hanging")).contains("client 1");
        assertThat(report.outage()).isLessThan(Duration.ofSeconds(2));
        assertThat(returned).isLessThan(Duration.ofSeconds(6));
        assertThat(told).isLessThan(Duration.ofSeconds(10));
        List<String> mails = mails("polite");
        assertThat(mails).hasSizeGreaterThanOrEqualTo(2);
        String down =
                mails.stream().filter(m -> m.contains("DOWN fibre")).findFirst().orElseThrow();
        assertThat(down)
                .contains("Subject: [ftr")
                .contains("From: gw@example.org")
                .contains("To: noc@example.org")
                .contains("Auto-Submitted: auto-generated");
        assertThat(down.lines().findFirst().orElseThrow()).as("who brought it").doesNotContain(fibre.address());
    }

    /** Nobody wants twelve mails when it is over; nor can it be told while it lasts. Mail goes by either family. */
    @Test
    void aTotalOutageIsOneMailThatSaysThatItIsLateAndOfEachUplinkNothingIsToldBesides() throws Exception {
        build(POLITE + POLITE6, Family.values());
        sink("polite", "polite", 25);
        sink("polite6", "polite", 27);
        start();
        Map<String, List<String>> before = told("noc1");
        for (LabUplink uplink : lab.uplinks()) {
            lab.fault(uplink, Fault.BLACKHOLE);
        }
        for (LabUplink uplink : lab.uplinks()) {
            router.awaitHealth(uplink, "down");
        }
        Router.live(OUTAGE);
        for (LabUplink uplink : lab.uplinks()) {
            lab.heal(uplink);
        }
        router.awaitAllUp();
        for (String server : SERVERS) {
            Router.await(
                    "the end is told to " + server,
                    Router.LONG.plus(SETTLING),
                    () -> log(server).contains("] RESTORED "));
        }
        Map<String, List<String>> after = told("noc2");
        for (String server : SERVERS) {
            List<String> all = after.get(server);
            assertSummary(all.subList(before.get(server).size(), all.size() - 2));
        }
    }

    /** @param between the mails from the beginning of the outage on */
    private void assertSummary(List<String> between) {
        assertThat(between).isNotEmpty();
        String summary = between.get(between.size() - 1);
        assertThat(summary)
                .containsPattern("Subject: \\[ftr [^]]+] RESTORED \\S+ was offline for \\d+ s\n")
                .containsPattern("No uplink worked from \\S+ \\S+ UTC until \\S+ \\S+\\s+UTC")
                .containsPattern("What could not be told meanwhile \\(\\d+\\):")
                .contains("X-FTR-Severity: critical", " ALL-DOWN ");
        for (LabUplink uplink : lab.uplinks()) {
            for (Family family : Family.values()) {
                String path = new PathId(uplink.name(), family) + ":";
                assertThat(String.join("", between)).containsOnlyOnce(" DOWN " + path);
                assertThat(summary).containsOnlyOnce(" UP " + path);
            }
        }
        assertThat(between.subList(0, between.size() - 1))
                .as("at most one, which was on its way when the lines came back")
                .hasSizeLessThan(2)
                .allMatch(mail -> mail.contains("] DOWN "));
        String thread = header(summary, "X-FTR-Incident");
        assertThat(header(summary, "References"))
                .startsWith("<" + thread + ".")
                .isEqualTo(header(summary, "In-Reply-To"));
    }

    private static String header(String mail, String name) {
        return mail.lines()
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .findFirst()
                .orElseThrow();
    }

    /** All mails up to two by which an uplink is drained and carries again, which come behind what was to be told before. */
    private Map<String, List<String>> told(String mark) throws Exception {
        for (String order : List.of("drain", "undrain")) {
            String wish = order + " {\"uplink\":\"lte\",\"by\":\"" + mark + "\",\"reason\":\"test\"}";
            assertThat(ControlClient.ask(lab.socket(), wish)).contains("drained\":true");
        }
        var told = new HashMap<String, List<String>>();
        for (String server : SERVERS) {
            Router.await(
                    "the mails of " + mark + " to " + server,
                    Router.LONG,
                    () -> mails(server).stream()
                            .anyMatch(m -> m.contains("UNDRAINED lte") && m.contains(mark) && m.contains("\n.\n")));
            told.put(server, mails(server));
        }
        return told;
    }

    /** Each mail as received, headed by the line that says who brought it. */
    private List<String> mails(String server) throws Exception {
        return List.of(log(server).split("(?m)^(?=client )", -1)).stream()
                .filter(m -> m.startsWith("client ") && m.contains("Subject:"))
                .toList();
    }
}
