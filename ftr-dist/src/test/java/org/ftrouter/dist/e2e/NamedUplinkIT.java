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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Notices with {@code via}: every packet of theirs, the look-up of names included, is counted at that uplink's provider and
 * at no other. The uplink has the worse priority, so nothing of the router's own goes there by itself.
 */
class NamedUplinkIT {
    /** Addresses of the internet that no probe of the lab's configuration asks, and no user. */
    private static final String MAIL = "149.112.112.112";

    private static final String SYSLOG = "8.8.4.4";
    private static final String WEB = "1.0.0.1";
    private static final String DNS = "208.67.220.220";
    /** Nobody is there; packets to them are counted all the same. */
    private static final String BROKER = "198.18.7.1";

    private static final String STATION = "198.18.7.2";
    private static final String NOTIFY = """
            probe { hold-up = 1s }
            notify = [
              { type = email, via = lte, from = "gw@example.org", to = [ "noc@example.org" ],
                smtp { host = "%s", port = 25, tls = none, timeout = 3s } }
              { type = syslog, via = lte, to = "udp://%s:514" }
              { type = webhook, via = lte, url = "http://hook.example.org:8080/", timeout = 3s, resolver = "%s" }
              { type = mqtt, via = lte, broker = "tcp://%s" }
              { type = snmptrap, via = lte, to = "%s" }
            ]
            """;

    private Lab lab;
    private Router router;
    private LabUplink fibre;
    private LabUplink cable;
    private LabUplink lte;
    private List<Process> sinks;

    @BeforeEach
    void build() throws Exception {
        lab = Lab.builder()
                .uplink("fibre", 1, 1)
                .uplink("cable", 1, 1)
                .uplink("lte", 1, 2)
                .config(NOTIFY.formatted(MAIL, SYSLOG, DNS, BROKER, STATION))
                .build();
        router = new Router(lab);
        fibre = lab.uplink("fibre");
        cable = lab.uplink("cable");
        lte = lab.uplink("lte");
        sinks = List.of(
                Router.java(lab.internet(), "mail.log", SmtpSink.class, "polite", "25"),
                Router.java(lab.internet(), "notices.log", NoticeSink.class, DNS, WEB));
        for (String log : List.of("mail", "notices")) {
            Router.await(log + " sink", Router.LONG, () -> log(log).contains("listening"));
        }
        lab.startDaemon();
        router.awaitAllUp();
    }

    @AfterEach
    void remove() throws Exception {
        for (Process process : sinks) {
            process.destroyForcibly();
            process.waitFor();
        }
        lab.close();
    }

    private String log(String name) throws Exception {
        Path log = lab.folder().resolve(name + ".log");
        return Files.exists(log) ? Files.readString(log) : "";
    }

    @Test
    void everyPacketOfTheNoticesTakesTheUplinkThatIsNamedAndNoOther() throws Exception {
        lab.fault(fibre, Fault.BLACKHOLE);
        awaitMail("DOWN fibre");
        awaitWeb("uplink.down");
        Router.await("the trap", Router.LONG, () -> lab.provider(lte).counters().to(STATION) > 0);

        assertThat(log("mail")).contains("client 1 from /" + lte.address() + ":");
        assertThat(log("notices")).contains("syslog from " + lte.address(), "web from " + lte.address());
        assertThat(log("notices")).contains("dns from " + lte.address());
        for (String receiver : List.of(MAIL, SYSLOG, WEB, DNS, BROKER, STATION)) {
            assertThat(lab.provider(lte).counters().to(receiver)).as(receiver).isPositive();
            assertThat(lab.provider(fibre).counters().to(receiver)).as(receiver).isZero();
            assertThat(lab.provider(cable).counters().to(receiver)).as(receiver).isZero();
        }
        assertThat(router.foreignPackets()).isZero();
    }

    @Test
    void whatCannotGoThereWaitsAndGoesNowhereElse() throws Exception {
        lab.fault(lte, Fault.BLACKHOLE);
        lab.fault(fibre, Fault.BLACKHOLE);
        router.awaitHealth(fibre, "down");
        Router.live(Duration.ofSeconds(4)); // longer than an attempt
        assertThat(log("mail") + log("notices")).doesNotContain("client", "web from");

        lab.heal(lte);
        lab.heal(fibre);
        awaitMail("UP fibre");
        awaitWeb("uplink.up");

        assertThat(log("mail")).contains("DOWN fibre");
        assertThat(log("notices")).contains("uplink.down");
        for (String receiver : List.of(MAIL, SYSLOG, WEB, DNS, BROKER, STATION)) {
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
