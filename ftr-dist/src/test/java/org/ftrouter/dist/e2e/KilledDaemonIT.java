// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.ftrouter.dist.delivery.JournaldReceiver;
import org.ftrouter.dist.lab.Fault;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.engine.control.ControlClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A router that tells an HTTP server, rsyslog, a program, a mail server, journald, Mosquitto and net-snmp's snmptrapd at
 * once of what happens to it: the daemon and all receivers are killed (SIGKILL) ten times each, amid deliveries. What its
 * outbox has taken arrives everywhere, in order, and what arrives twice bears the same id; what was answered to the
 * administrator is told. {@code long-test.sh delivery} plays it with 1000 events.
 */
@Timeout(1800)
@Tag("paired")
class KilledDaemonIT {
    private static final int EVENTS = Integer.getInteger("ftr.delivery.events", 100);
    private static final int KILLS = 10;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String WEB = "1.0.0.1";
    private static final String MAIL = "198.19.253.25";
    private static final String SYSLOG = "8.8.4.4";
    private static final String NOTIFY = """
            probe { hold-up = 1s }
            notify = [
              { type = webhook, name = web, url = "http://%s:%d/", timeout = 3s }
              { type = syslog, name = log, to = "tcp://%s" }
              { type = exec, name = hook, command = [ "/bin/sh", "%s" ] }
              { type = email, name = mail, from = "gw@example.org", to = [ "noc@example.org" ],
                smtp { host = "%s", port = %d, tls = none, timeout = 3s } }
              { type = journald, name = journal, socket = "%s" }
              { type = mqtt, name = broker, broker = "tcp://%s", timeout = 3s }
              { type = snmptrap, name = station, to = "%s", inform = true, timeout = 3s }
            ]
            """;

    @TempDir
    Path temp;

    private Lab lab;
    private Router router;
    private LabUplink fibre;
    private Map<String, KillableReceiver> receivers;
    private Told told;
    private int said;

    @BeforeEach
    void build() throws Exception {
        Path program = temp.resolve("hook");
        var journald = new JournaldReceiver(Files.createDirectory(temp.resolve("journal")));
        lab = Lab.builder()
                .uplink("fibre", 1, 1)
                .uplink("cable", 1, 1)
                .uplink("lte", 1, 1)
                .config(NOTIFY.formatted(
                        WEB,
                        KillableReceiver.WEB_PORT,
                        SYSLOG,
                        program,
                        MAIL,
                        KillableReceiver.MAIL_PORT,
                        journald.settings().get("socket"),
                        WEB,
                        SYSLOG))
                .build();
        router = new Router(lab);
        fibre = lab.uplink("fibre");
        told = new Told(lab.folder().resolve("state/outbox/.journal"));
        receivers = new LinkedHashMap<>();
        receivers.put("web", KillableReceiver.web(lab));
        receivers.put("log", KillableReceiver.syslog(lab, Files.createDirectory(temp.resolve("rsyslog"))));
        receivers.put("hook", KillableReceiver.hook(program));
        receivers.put("mail", KillableReceiver.mail(lab));
        receivers.put("journal", KillableReceiver.journal(journald));
        receivers.put("broker", KillableReceiver.broker(lab, Files.createDirectory(temp.resolve("mosquitto"))));
        receivers.put("station", KillableReceiver.station(lab, Files.createDirectory(temp.resolve("snmptrapd"))));
        for (KillableReceiver receiver : receivers.values()) {
            receiver.start();
        }
        lab.startDaemon();
        router.awaitAllUp();
    }

    @AfterEach
    void remove() throws Exception {
        for (KillableReceiver receiver : receivers.values()) {
            receiver.close();
        }
        lab.close();
    }

    @Test
    void nothingIsLostNorOutOfOrderAndRepeatsBearTheSameId() throws Exception {
        for (int i = 0; i < KILLS; i++) {
            sayUntil(EVENTS * (2 * i + 1) / (2 * KILLS));
            awaitMoreArrives();
            for (KillableReceiver receiver : receivers.values()) {
                receiver.kill(this::say);
            }
            lab.fault(fibre, Fault.CARRIER);
            router.awaitHealth(fibre, "down");
            say();
            for (KillableReceiver receiver : receivers.values()) {
                receiver.start();
            }
            lab.heal(fibre);
            router.awaitHealth(fibre, "up"); // and failed deliveries are tried again at once
            awaitMoreArrives();
            sayUntil(EVENTS * (2 * i + 2) / (2 * KILLS) - 1);
            order(); // perhaps stored, perhaps not
            lab.killDaemon();
            told.look();
            lab.startDaemon();
            router.awaitAllUp();
        }
        say();
        Router.await("all is there", PATIENCE, this::isAllThere);

        for (Map.Entry<String, KillableReceiver> receiver : receivers.entrySet()) {
            List<String> arrived = receiver.getValue().ids();
            List<String> sent = told.ids(receiver.getKey());
            assertThat(new ArrayList<>(new LinkedHashSet<>(arrived)))
                    .as(receiver.getKey())
                    .isEqualTo(sent);
            assertThat(arrived.stream().map(sent::indexOf).toList())
                    .as(receiver.getKey())
                    .isSorted();
            Figures.note(
                    "daemon and receiver killed " + KILLS + " times each: " + receiver.getKey(),
                    sent.size() + " notices, " + (arrived.size() - new HashSet<>(arrived).size()) + " repeats",
                    "0 lost");
        }
        assertThat(told.orders()).as("what was answered is told").isEqualTo(orders());
        assertThat(told.count("uplink.down fibre")).isGreaterThanOrEqualTo(KILLS);
        assertThat(told.count("uplink.up fibre")).isGreaterThanOrEqualTo(KILLS);
    }

    private List<String> orders() {
        var orders = new ArrayList<String>();
        for (int i = 0; i < said; i++) {
            orders.add("order " + i);
        }
        return orders;
    }

    /** An uplink is drained, or carries again; the answer has come, the notice may be on its way. */
    private void order() throws Exception {
        boolean drain = said % 2 == 0;
        String wish = "{\"uplink\":\"cable\",\"by\":\"order " + said + "\"" + (drain ? ",\"reason\":\"test\"}" : "}");
        assertThat(ControlClient.ask(lab.socket(), (drain ? "drain " : "undrain ") + wish))
                .contains(drain ? "\"again\":false" : "\"undrained\":true");
        said++;
    }

    /** The same, and its notice can no longer be lost. */
    private void say() throws Exception {
        order();
        String last = "order " + (said - 1);
        Router.await(last + " is stored", PATIENCE, () -> {
            told.look();
            return told.orders().contains(last);
        });
    }

    private void sayUntil(int count) throws Exception {
        while (said < count) {
            say();
        }
    }

    private void awaitMoreArrives() throws Exception {
        for (Map.Entry<String, KillableReceiver> receiver : receivers.entrySet()) {
            int before = receiver.getValue().ids().size();
            say();
            Router.await(
                    "more arrives at " + receiver.getKey(),
                    PATIENCE,
                    () -> receiver.getValue().ids().size() > before);
        }
    }

    private boolean isAllThere() throws Exception {
        told.look();
        for (Map.Entry<String, KillableReceiver> receiver : receivers.entrySet()) {
            List<String> sent = told.ids(receiver.getKey());
            if (!receiver.getValue().ids().contains(sent.get(sent.size() - 1))) {
                return false;
            }
        }
        return true;
    }
}
