// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.ftrouter.dist.lab.Lab;

/**
 * The programs that administrators let notices come to, at every address of a lab's internet: Mosquitto with a subscriber,
 * Net-SNMP's snmptrapd, and rsyslogd by TCP. Each writes a line for each notice to a file.
 */
final class NoticeServers implements AutoCloseable {
    private static final String MESSAGES = "messages.log";
    private static final String TRAPS = "traps.log";
    private static final String JOURNAL = "journal.log";
    private static final List<String> FILES = List.of(MESSAGES, TRAPS, JOURNAL);
    private static final String BROKER = "mosquitto.log";

    private final Lab lab;
    private final List<Process> processes = new ArrayList<>();

    NoticeServers(Lab lab) {
        this.lab = lab;
    }

    /** Until the subscriber is told of what comes. */
    void start() throws Exception {
        startBroker();
        startStation();
        startJournal();
    }

    private void startBroker() throws Exception {
        Path config = write("mosquitto.conf", """
                listener 1883
                allow_anonymous true
                user root
                log_dest stderr
                log_type all
                """);
        run(BROKER, "mosquitto", "-c", config.toString());
        await(BROKER, "running");
        run(MESSAGES, "mosquitto_sub", "-h", "127.0.0.1", "-t", "ftr/+/event");
        await(BROKER, "Received SUBSCRIBE");
    }

    private void startStation() throws Exception {
        Path config = write("snmptrapd.conf", "disableAuthorization yes\n");
        run(
                "snmptrapd.log",
                "env",
                "SNMP_PERSISTENT_DIR=" + Files.createDirectory(file("snmp")),
                "snmptrapd",
                "-f",
                "-C",
                "-n",
                "-c",
                config.toString(),
                "-Lf",
                file(TRAPS).toString(),
                "-m",
                "",
                "-F",
                "from %b %v\\n",
                "udp:162",
                "udp6:162");
        await(TRAPS, "NET-SNMP version");
    }

    private void startJournal() throws Exception {
        Path config = write("rsyslog.conf", """
                global(workDirectory="%1$s" net.enableDNS="off")
                main_queue(queue.type="Direct")
                template(name="line" type="string" string="from %%fromhost-ip%% %%msgid%% %%structured-data%%\\n")
                module(load="imtcp")
                input(type="imtcp" port="601" supportOctetCountedFraming="on")
                if $app-name == "ftr" then action(type="omfile" file="%2$s" template="line")
                """.formatted(lab.folder(), file(JOURNAL)));
        run("rsyslogd.log", "rsyslogd", "-n", "-f", config.toString(), "-i", "NONE");
    }

    private Path write(String name, String text) throws Exception {
        return Files.writeString(file(name), text);
    }

    private void run(String log, String... command) throws Exception {
        processes.add(lab.internet().start(log, command));
    }

    private Path file(String name) {
        return lab.folder().resolve(name);
    }

    private String text(String file) throws Exception {
        return Files.exists(file(file)) ? Files.readString(file(file)) : "";
    }

    private void await(String file, String part) throws Exception {
        Router.await(part + " in " + file, Router.LONG, () -> text(file).contains(part));
    }

    /** Until each has the notice of that kind about an uplink. */
    void awaitAll(String kind, String uplink) throws Exception {
        for (String file : FILES) {
            Router.await(
                    kind + " of " + uplink + " in " + file,
                    Router.LONG,
                    () -> text(file).lines().anyMatch(l -> l.contains(kind) && l.contains('"' + uplink + '"')));
        }
    }

    /** None has a notice of that kind. */
    void assertNone(String kind) throws Exception {
        for (String file : FILES) {
            assertThat(text(file)).as(file).doesNotContain(kind);
        }
    }

    /** Whatever came, came from this address. */
    void assertAllFrom(String source) throws Exception {
        assertThat(text(BROKER).lines().filter(l -> l.contains("connected from") && !l.contains("from 127.0.0.1")))
                .isNotEmpty()
                .allMatch(l -> isFrom(l, source));
        for (String file : List.of(TRAPS, JOURNAL)) {
            assertThat(text(file).lines().filter(l -> l.startsWith("from ")))
                    .as(file)
                    .isNotEmpty()
                    .allMatch(l -> isFrom(l, source));
        }
    }

    /** As in {@code from UDP: [10.0.3.2]:4711->...}. */
    private static boolean isFrom(String line, String source) {
        return line.matches(".*\\bfrom (?:UDP(?:/IPv6)?: )?\\[?" + Pattern.quote(source) + "(?:[^0-9.].*)?");
    }

    @Override
    public void close() throws Exception {
        for (Process process : processes) {
            process.destroyForcibly();
            process.waitFor();
        }
    }
}
