// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ftrouter.dist.Distribution;
import org.ftrouter.dist.Distribution.Done;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Mail at a server that takes it only encrypted and after a login; it needs root. */
@Timeout(120)
@Tag("paired")
class RealMailIT {
    private static final String CONFIG = """
            uplinks { fibre { interface = eth1, address = 192.0.2.2, gateway = 192.0.2.1, priority = 1 } }
            downlinks { lan = [ eth0 ] }
            probe { targets = [ "icmp:9.9.9.9" ], required = 1 }
            notify = [ { type = email, name = mail, from = "gw@example.org",
              to = [ "noc@example.org", { address = "capo@example.org", language = it, min-severity = critical } ],
              smtp { host = localhost, port = %s, ca-file = "%s", user = router, password-file = smtp-password } } ]
            """;

    @TempDir
    Path temp;

    private Exim server;

    @BeforeEach
    void start() throws Exception {
        server = new Exim(Files.createDirectory(temp.resolve("receiver")));
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private Done testNotification(String password) throws Exception {
        var smtp = (Map<?, ?>) server.settings().get("smtp");
        Path config =
                Files.writeString(temp.resolve("ftr.conf"), CONFIG.formatted(smtp.get("port"), smtp.get("ca-file")));
        Path secret = Files.writeString(
                Files.createDirectories(temp.resolve("secrets")).resolve("smtp-password"), password + "\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        return Distribution.run(
                Map.of("LC_ALL", "C"), Distribution.HOME.resolve("bin/ftr"), "test-notification", "--config", config);
    }

    /** What differs from run to run is replaced. */
    private static List<String> steps(Done done) {
        return done.out()
                .replaceAll(" +\\d+ ms", " N ms")
                .replaceAll("port \\d+", "port N")
                .replaceAll("TLSv1\\.[23]", "TLSv1.x")
                .replaceAll("\\d+ days", "N days")
                .replaceAll("id=\\S+", "id=ID")
                .replace("127.0.0.1, 0:0:0:0:0:0:0:1", "127.0.0.1")
                .lines()
                .toList();
    }

    @Test
    void theCommandShowsEachStepOfATestMailThatBothRecipientsGetInTheirLanguages() throws Exception {
        Done done = testNotification(Exim.SECRET);

        assertThat(done.code()).as(done.toString()).isZero();
        assertThat(steps(done))
                .containsExactly(
                        "mail (email)",
                        "  name      localhost -> 127.0.0.1 N ms  ok",
                        "  connect   127.0.0.1 port N N ms  ok",
                        "  greet N ms  ok",
                        "  tls       TLSv1.x, CN=good, N days left N ms  ok",
                        "  login     router N ms  ok",
                        "  send      noc@example.org 250 OK id=ID N ms  ok",
                        "  send      capo@example.org 250 OK id=ID N ms  ok",
                        "mail: delivered in N ms");
        assertThat(done.out() + done.err()).doesNotContain(Exim.SECRET);
        List<String> mails = server.mails();
        assertThat(mails).hasSize(2);
        assertThat(mails).anyMatch(m -> m.contains("\nnoc@example.org\n") && m.contains("] TEST this is a test\n"));
        assertThat(mails)
                .anyMatch(m -> m.contains("\ncapo@example.org\n") && m.contains("]_TEST_questa_=C3=A8_una_prova?=\n"));
    }

    @Test
    void theCommandEndsAtTheStepThatFails() throws Exception {
        Done done = testNotification("canary-wrong");

        assertThat(done.code()).isEqualTo(69);
        assertThat(steps(done))
                .containsExactly(
                        "mail (email)",
                        "  name      localhost -> 127.0.0.1 N ms  ok",
                        "  connect   127.0.0.1 port N N ms  ok",
                        "  greet N ms  ok",
                        "  tls       TLSv1.x, CN=good, N days left N ms  ok",
                        "  login     router N ms  FAILED");
        assertThat(done.err().replaceAll("localhost:\\d+", "localhost:N")).isEqualTo("""
                error: mail: not delivered: localhost:N refused the greeting or login: 535 Incorrect authentication data
                The other side did not let us in. Check user and password (ftr.conf:4); a file with the
                password is taken as it is, but for one newline at its end.
                """);
        assertThat(server.mails()).isEmpty();
    }

    @Test
    void aDigestIsOneMailOfWhatHadBeenWaiting() throws Exception {
        var settings = new HashMap<>(server.settings());
        settings.putAll(Map.of("type", "email", "digest", "1d"));
        try (var daemon = new OutboxDaemon(temp.resolve("daemon"), Map.of("it", settings))) {
            for (int i = 0; i < 3; i++) {
                int next = i;
                daemon.say(next);
                daemon.await("stored", () -> daemon.stored() == next);
            }
            assertThat(server.ids()).isEmpty();
            daemon.say("error 3");
            daemon.await("delivered", () -> {
                daemon.say("?");
                return daemon.waiting() == 0;
            });
        }

        List<String> mails = server.mails();
        assertThat(mails).hasSize(1);
        assertThat(mails.get(0))
                .contains("Subject: [ftr gw1] UP dsl: event 3")
                .containsSubsequence(
                        "What had been waiting for the next digest (3):",
                        "DOWN dsl: event 0",
                        "UP dsl: event 1",
                        "DOWN dsl: event 2");
    }
}
