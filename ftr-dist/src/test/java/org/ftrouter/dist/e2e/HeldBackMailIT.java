// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.ftrouter.dist.lab.Fault;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabUplink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mail to people that is not sent for each event, or not at once; what programs get has every event. */
@Tag("paired")
class HeldBackMailIT {
    private static final Duration A_MINUTE = Duration.ofSeconds(62);
    private static final int CYCLES = 4;
    private static final String SERVER = "198.19.253.25";
    private static final String NOTIFY = """
            probe { hold-up = 1s }
            notify = [
              { type = email, from = "gw@example.org", to = [ "noc@example.org" ], smtp { host = "%s", port = 25, tls = none } }
              { type = exec, command = [ "/usr/bin/tee", "-a", "%s" ] }
            ]
            """;

    @TempDir
    private Path temp;

    private Lab lab;
    private Router router;
    private LabUplink fibre;

    @BeforeEach
    void build() throws Exception {
        lab = Lab.builder().config(NOTIFY.formatted(SERVER, told())).build();
        router = new Router(lab);
        fibre = lab.uplink("fibre");
        lab.startDaemon();
        router.awaitAllUp();
        lab.awaitAllCarry(Router.LONG);
    }

    @AfterEach
    void remove() throws Exception {
        lab.close();
    }

    private Path told() {
        return temp.resolve("told.json");
    }

    private Process mailServer() throws Exception {
        Process server = Router.java(lab.internet(), "mails.log", SmtpSink.class, "polite", "25");
        Router.await("the mail server listens", Router.LONG, () -> mails().contains("listening"));
        return server;
    }

    private String mails() throws Exception {
        Path log = lab.folder().resolve("mails.log");
        return Files.exists(log) ? Files.readString(log) : "";
    }

    private List<String> subjects() throws Exception {
        return mails().lines().filter(l -> l.startsWith("Subject: ")).toList();
    }

    private long events(String kind) throws Exception {
        return Files.readString(told())
                .lines()
                .filter(l -> JsonParser.parseString(l)
                        .getAsJsonObject()
                        .get("event")
                        .getAsString()
                        .equals(kind))
                .count();
    }

    @Test
    void anUplinkThatComesAndGoesIsOneMailAndEachChangeIsToldToPrograms() throws Exception {
        Process server = mailServer();
        try {
            for (int i = 0; i < CYCLES; i++) {
                lab.fault(fibre, Fault.CARRIER);
                router.awaitHealth(fibre, "down");
                lab.heal(fibre);
                router.awaitHealth(fibre, "up");
            }
            Router.await("programs are told", Router.LONG, () -> events("uplink.up") == CYCLES);
            Router.await(
                    "people are told",
                    Router.LONG,
                    () -> subjects().stream().anyMatch(s -> s.contains("] FLAPPING fibre")));
            Router.live(Duration.ofSeconds(3)); // what else there is would come

            assertThat(events("uplink.down")).isEqualTo(CYCLES);
            assertThat(subjects())
                    .filteredOn(s -> s.contains(" fibre"))
                    .hasSizeBetween(2, CYCLES)
                    .last()
                    .asString()
                    .contains("] FLAPPING fibre");
            assertThat(subjects()).filteredOn(s -> s.contains("FLAPPING")).hasSize(1);
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    @Test
    void aMailThatComesAMinuteLateSaysSo() throws Exception {
        lab.fault(fibre, Fault.CARRIER);
        router.awaitHealth(fibre, "down");
        Router.live(A_MINUTE); // the connection is refused each time
        Process server = mailServer();
        try {
            Router.await(
                    "the mail comes",
                    A_MINUTE.plus(Router.LONG),
                    () -> subjects().stream().anyMatch(s -> s.contains("] DOWN fibre")));
            Router.await("all of it", Router.LONG, () -> mails().contains("\n.\n"));

            assertThat(mails()).containsPattern("\\(delayed [1-3] min: this happened on \\S+ at \\S+ \\S+\\)");
            assertThat(events("uplink.down")).isEqualTo(1);
        } finally {
            server.destroyForcibly().waitFor();
        }
    }
}
