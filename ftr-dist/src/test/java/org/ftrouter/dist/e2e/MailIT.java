// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.ftrouter.dist.lab.Fault;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.dist.lab.MeterReport;
import org.ftrouter.dist.lab.Stamp;
import org.ftrouter.engine.control.ControlClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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
    private static final String NOTIFY = """
            probe { hold-up = 1s }
            notify = [
              { type = email, from = "gw@example.org", to = [ "noc@example.org" ], smtp { host = "%s", port = 25, tls = none } }
              { type = email, name = hanging, from = "gw@example.org", to = [ "noc@example.org" ],
                smtp { host = "%s", port = 26, tls = none } }
            ]
            """;

    private Lab lab;
    private Router router;
    private Process polite;
    private Process hanging;

    @BeforeEach
    void build() throws Exception {
        lab = Lab.builder().config(NOTIFY.formatted(SERVER, SERVER)).build();
        router = new Router(lab);
        polite = sink("polite", 25);
        hanging = sink("hanging", 26);
        lab.startDaemon();
        router.awaitAllUp();
        lab.awaitAllCarry(Router.LONG);
    }

    @AfterEach
    void remove() throws Exception {
        for (Process process : List.of(polite, hanging)) {
            process.destroyForcibly();
            process.waitFor();
        }
        lab.close();
    }

    private Process sink(String kind, int port) throws Exception {
        Process process = Router.java(lab.internet(), kind + ".log", SmtpSink.class, kind, Integer.toString(port));
        Router.await(kind + " mail server listens", Router.LONG, () -> log(kind).contains("listening"));
        return process;
    }

    private String log(String kind) throws Exception {
        Path log = lab.folder().resolve(kind + ".log");
        return Files.exists(log) ? Files.readString(log) : "";
    }

    @Test
    void downAndUpArriveThroughASurvivingUplinkAndAHangingMailServerDelaysNothing() throws Exception {
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
        List<String> mails = mails();
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

    /** Nobody wants twelve mails when it is over; nor can it be told while it lasts. */
    @Test
    void aTotalOutageIsOneMailThatSaysThatItIsLateAndOfEachUplinkNothingIsToldBesides() throws Exception {
        List<String> before = told("noc1");
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
        Router.await(
                "the end is told",
                Router.LONG.plus(SETTLING),
                () -> log("polite").contains("] RESTORED "));
        List<String> after = told("noc2");

        List<String> between = after.subList(before.size(), after.size() - 2);
        String summary = between.get(between.size() - 1);
        assertThat(summary)
                .containsPattern("Subject: \\[ftr [^]]+] RESTORED \\S+ was offline for \\d+ s\n")
                .containsPattern("No uplink worked from \\S+ \\S+ UTC until \\S+ \\S+\\s+UTC")
                .containsPattern("What could not be told meanwhile \\(\\d+\\):")
                .contains("X-FTR-Severity: critical", " ALL-DOWN ");
        for (LabUplink uplink : lab.uplinks()) {
            assertThat(String.join("", between)).containsOnlyOnce(" DOWN " + uplink.name());
            assertThat(summary).containsOnlyOnce(" UP " + uplink.name());
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
    private List<String> told(String mark) throws Exception {
        for (String order : List.of("drain", "undrain")) {
            String wish = order + " {\"uplink\":\"lte\",\"by\":\"" + mark + "\",\"reason\":\"test\"}";
            assertThat(ControlClient.ask(lab.socket(), wish)).contains("drained\":true");
        }
        Router.await(
                "the mails of " + mark,
                Router.LONG,
                () -> mails().stream()
                        .anyMatch(m -> m.contains("UNDRAINED lte") && m.contains(mark) && m.contains("\n.\n")));
        return mails();
    }

    /** Each mail as received, headed by the line that says who brought it. */
    private List<String> mails() throws Exception {
        return List.of(log("polite").split("(?m)^(?=client )", -1)).stream()
                .filter(m -> m.startsWith("client ") && m.contains("Subject:"))
                .toList();
    }
}
