// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.syslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.api.notify.Severity;
import org.ftrouter.api.testkit.Certificates;
import org.ftrouter.notify.HostileTexts;
import org.ftrouter.notify.Late;
import org.ftrouter.notify.PlainText;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A real rsyslogd, by its own parsers, understands each field as it was meant. */
@Timeout(60)
class RsyslogTest {
    private static final String PROCESS = Long.toString(ProcessHandle.current().pid());
    private static Certificates certificates;

    @TempDir
    Path folder;

    private Rsyslogd daemon;

    @BeforeAll
    static void make(@TempDir Path folder) throws Exception {
        certificates = new Certificates(folder);
        certificates.sign("good", "ip:127.0.0.1", "-keyalg", "RSA"); // GnuTLS cannot read EC keys as Java writes them
        certificates.sign("wrong", "dns:logs.example.net");
    }

    @BeforeEach
    void start() throws Exception {
        daemon = new Rsyslogd(folder, certificates);
    }

    @AfterEach
    void stop() throws Exception {
        daemon.close();
    }

    private enum Transport {
        UDP,
        TCP,
        TLS,
        SOCKET;

        private Object[] settings(Rsyslogd daemon) throws Exception {
            return switch (this) {
                case UDP -> new Object[] {"to", "udp://127.0.0.1:" + daemon.udp};
                case TCP -> new Object[] {"to", "tcp://127.0.0.1:" + daemon.tcp};
                case TLS -> new Object[] {"to", "tls://127.0.0.1:" + daemon.tls, "ca-file", certificates.pem("ca")};
                case SOCKET -> new Object[] {"to", daemon.standard, "format", "rfc5424"};
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void namesAndTextsComeBackAsExactlyTheFieldsThatWereMeant(Transport transport) throws Exception {
        sendHostile(transport.settings(daemon));

        List<JsonObject> understood = daemon.understood(HostileTexts.ALL.size());
        assertThat(understood).hasSameSizeAs(HostileTexts.ALL);
        for (int i = 0; i < HostileTexts.ALL.size(); i++) {
            String value = PlainText.line(HostileTexts.ALL.get(i), 200);
            Map<String, String> fields = strings(understood.get(i));
            String text = fields.remove("msg");
            String data = fields.remove("structured-data");
            assertThat(fields.remove("time")).isNotEmpty();
            assertThat(fields)
                    .isEqualTo(Map.of(
                            "pri",
                            "28",
                            "hostname",
                            "gw1",
                            "app-name",
                            "ftr",
                            "procid",
                            PROCESS,
                            "msgid",
                            "uplink.down"));
            Map<String, JsonObject> elements = elements(data);
            assertThat(elements).containsOnlyKeys("ftr@32473");
            Map<String, String> parameters = strings(elements.get("ftr@32473"));
            assertThat(parameters.remove("delayed_seconds")).matches("\\d");
            assertThat(parameters)
                    .isEqualTo(Map.of(
                            "id",
                            "01H" + i,
                            "incident",
                            "01H" + i,
                            "event",
                            "uplink.down",
                            "severity",
                            "warning",
                            "uplink",
                            value,
                            "reason",
                            value));
            assertText(i, text);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLateNoticeBearsTheTimeOfItsEventAndSaysHowLateItIs(Transport transport) throws Exception {
        var late = new Late();
        try (Notifier notifier = SyslogContract.notifier(transport.settings(daemon))) {
            notifier.send(late.notice());
        }

        Map<String, String> fields = strings(daemon.understood(1).get(0));
        JsonObject parameters = elements(fields.get("structured-data")).get("ftr@32473");
        // of what comes by its socket, rsyslogd takes the time of arrival, unless it is told otherwise
        String time = transport == Transport.SOCKET ? late.time() : fields.get("time");
        late.assertUnderstood(time, parameters.get("delayed_seconds").getAsString());
        assertThat(fields.get("msg")).isEqualTo("DOWN dsl: 0 of 4 " + late.said());
    }

    @Test
    void theUsualSocketTellsNameProcessAndTextApart() throws Exception {
        sendHostile("to", daemon.usual, "app-name", "router");

        List<JsonObject> understood = daemon.understood(HostileTexts.ALL.size());
        assertThat(understood).hasSameSizeAs(HostileTexts.ALL);
        for (int i = 0; i < HostileTexts.ALL.size(); i++) {
            Map<String, String> fields = strings(understood.get(i));
            assertThat(fields)
                    .containsEntry("pri", "28")
                    .containsEntry("app-name", "router")
                    .containsEntry("procid", PROCESS);
            assertText(i, fields.get("msg").substring(1)); // rsyslog counts the space after the colon to the text
        }
    }

    @Test
    void aHostileNameOfTheHostStaysInItsField() throws Exception {
        var notice = new Notice(
                "01A",
                "01A",
                "a b",
                "DOWN",
                Severity.CRITICAL,
                Instant.now(),
                "gw 1\r\n[x@1 y=\"z\"]",
                Optional.empty(),
                Map.of("bad name=\"]", "v"),
                Map.of("en", new Notice.Text("dsl", "dsl\n")));
        try (Notifier notifier = SyslogContract.notifier(Transport.TCP.settings(daemon))) {
            notifier.send(notice);
        }

        Map<String, String> fields = strings(daemon.understood(1).get(0));
        assertThat(fields)
                .containsEntry("pri", "26")
                .containsEntry("hostname", "gw_1__[x@1_y=\"z\"]")
                .containsEntry("msgid", "a_b")
                .containsEntry("msg", "DOWN dsl");
        assertThat(strings(elements(fields.get("structured-data")).get("ftr@32473")))
                .containsEntry("bad_name___", "v")
                .doesNotContainKey("uplink");
    }

    @Test
    void aDaemonWhoseCertificateIsNotTrustedGetsNothing() throws Exception {
        try (Notifier notifier =
                SyslogContract.notifier("to", "tls://127.0.0.1:" + daemon.tls, "ca-file", certificates.pem("wrong"))) {
            assertThatThrownBy(() -> notifier.send(HostileTexts.notice(0)))
                    .isInstanceOf(NotifyException.class)
                    .hasMessageContaining("valid certification path");
        }
        try (Notifier notifier = SyslogContract.notifier(Transport.TLS.settings(daemon))) {
            notifier.send(HostileTexts.notice(1));
        }

        assertThat(daemon.understood(1).toString()).contains("01H1").doesNotContain("01H0");
    }

    private static void sendHostile(Object... settings) throws Exception {
        try (Notifier notifier = SyslogContract.notifier(settings)) {
            for (int i = 0; i < HostileTexts.ALL.size(); i++) {
                notifier.send(HostileTexts.notice(i));
            }
        }
    }

    /** The text of this notice; of one that would be longer than a message may be, its beginning. */
    private static void assertText(int number, String text) {
        String meant =
                PlainText.line("DOWN " + HostileTexts.ALL.get(number), 5000).strip();
        String without = text.startsWith("\ufeff") ? text.substring(1) : text; // rsyslog counts the mark to the text
        if (meant.length() > 2048) {
            assertThat(without).hasSizeGreaterThan(1400).isSubstringOf(meant);
        } else {
            assertThat(without).isEqualTo(meant);
        }
    }

    private static Map<String, JsonObject> elements(String structuredData) {
        var elements = new HashMap<String, JsonObject>();
        JsonParser.parseString(structuredData)
                .getAsJsonObject()
                .entrySet()
                .forEach(e -> elements.put(e.getKey(), e.getValue().getAsJsonObject()));
        return elements;
    }

    private static Map<String, String> strings(JsonObject json) {
        var strings = new HashMap<String, String>();
        json.entrySet().forEach(e -> strings.put(e.getKey(), e.getValue().getAsString()));
        return strings;
    }
}
