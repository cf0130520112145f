// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import javax.mail.Session;
import javax.mail.internet.MimeMessage;
import javax.mail.internet.MimeUtility;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifierFactory;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.api.testkit.TestContext;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.notify.email.EmailNotifierFactory;
import org.ftrouter.notify.email.ScriptedSmtp;
import org.ftrouter.notify.exec.ExecNotifierFactory;
import org.ftrouter.notify.journald.JournaldNotifierFactory;
import org.ftrouter.notify.journald.NativeProtocol;
import org.ftrouter.notify.mqtt.Mosquitto;
import org.ftrouter.notify.mqtt.MqttNotifierFactory;
import org.ftrouter.notify.snmp.SnmpNotifierFactory;
import org.ftrouter.notify.snmp.TrapReceiver;
import org.ftrouter.notify.syslog.Parsed5424;
import org.ftrouter.notify.syslog.SyslogNotifierFactory;
import org.ftrouter.notify.syslog.TcpDaemon;
import org.ftrouter.notify.webhook.WebhookNotifierFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever an uplink is called and a probe says, each channel's own parser gives back exactly the fields that were meant.
 * Where a format has no place for control characters they become spaces; where it has a limit, the text ends there.
 */
@Timeout(120)
class HostileFieldsTest {
    private static final List<String> HOSTILE = HostileTexts.ALL;

    @TempDir
    Path folder;

    /** The other side of a channel. */
    private record Other(NotifierFactory factory, List<Object> settings, Reading reading, List<AutoCloseable> open) {}

    /** What it took, parsed by the channel's own parser. */
    private interface Reading {
        List<Taken> all() throws Exception;
    }

    /** The intended fields of one notice. */
    private record Taken(String id, String kind, String uplink, String reason) {}

    private enum Channel {
        EMAIL,
        SYSLOG,
        WEBHOOK,
        MQTT,
        SNMP,
        JOURNALD,
        EXEC,
        ENVIRONMENT;

        /** How its format writes the text of that number. */
        String written(int number) {
            String text = HostileTexts.written(HOSTILE.get(number));
            return switch (this) {
                case EMAIL -> HostileTexts.plain(number, 250).strip();
                case SYSLOG -> HostileTexts.plain(number, 200);
                case SNMP -> text.substring(0, Math.min(255, text.length()));
                case ENVIRONMENT -> text.replace("\0", "");
                case WEBHOOK, MQTT, JOURNALD, EXEC -> text;
            };
        }
    }

    @ParameterizedTest
    @EnumSource(Channel.class)
    void namesAndTextsComeBackAsExactlyTheFieldsThatWereMeant(Channel channel) throws Exception {
        Other other = other(channel);
        var settings = TestSettings.of(other.settings().toArray());
        try (Notifier notifier = other.factory().create(settings, new TestContext(Path.of("unused")))) {
            assertThat(settings.problems()).isEmpty();
            for (int i = 0; i < HOSTILE.size(); i++) {
                send(channel, notifier, HostileTexts.notice(i));
            }

            List<Taken> taken = other.reading().all();
            var meant = new ArrayList<Taken>();
            for (int i = 0; i < HOSTILE.size(); i++) {
                String value = channel.written(i);
                meant.add(new Taken("01H" + i, "uplink.down", value, channel == Channel.EMAIL ? "" : value));
            }
            assertThat(taken).containsExactlyElementsOf(meant);
        } finally {
            for (AutoCloseable open : other.open()) {
                open.close();
            }
        }
    }

    /** A socket of journald holds but ten; one that is full is an error, and the outbox would try again. */
    private static void send(Channel channel, Notifier notifier, Notice notice) throws Exception {
        while (true) {
            try {
                notifier.send(notice);
                return;
            } catch (NotifyException e) {
                if (channel != Channel.JOURNALD
                        || !String.valueOf(e.getMessage()).contains("EAGAIN")) {
                    throw e;
                }
                Thread.sleep(1);
            }
        }
    }

    private Other other(Channel channel) throws Exception {
        return switch (channel) {
            case EMAIL -> email();
            case SYSLOG -> syslog();
            case WEBHOOK -> webhook();
            case MQTT -> mqtt();
            case SNMP -> snmp();
            case JOURNALD -> journald();
            case EXEC -> exec();
            case ENVIRONMENT -> environment();
        };
    }

    private static Other email() throws Exception {
        ScriptedSmtp server = ScriptedSmtp.polite();
        Object smtp = Map.of("host", "127.0.0.1", "port", server.port(), "tls", "none");
        Reading reading = () -> {
            var all = new ArrayList<Taken>();
            for (String mail : server.mails) {
                var message = new MimeMessage(
                        Session.getInstance(new Properties()),
                        new ByteArrayInputStream(mail.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1)));
                assertThat(message.getHeader("X-FTR-Uplink")).hasSize(1);
                assertThat(message.getAllRecipients()).hasSize(1);
                String number = message.getHeader("X-FTR-Incident")[0].substring(3);
                String title = "[ftr gw1] DOWN " + HostileTexts.plain(Integer.parseInt(number), 235);
                assertThat(message.getSubject()).isEqualTo(title.stripTrailing());
                String uplink = MimeUtility.decodeText(MimeUtility.unfold(message.getHeader("X-FTR-Uplink")[0]));
                String id = message.getHeader("X-FTR-Incident")[0];
                all.add(new Taken(id, message.getHeader("X-FTR-Event")[0], uplink, ""));
            }
            assertThat(server.commands).noneMatch(c -> c.contains("evil"));
            return all;
        };
        return new Other(
                new EmailNotifierFactory(),
                List.of("from", "gw@example.org", "to", List.of("noc@example.org"), "smtp", smtp),
                reading,
                List.of(server));
    }

    private static Other syslog() throws Exception {
        var daemon = new TcpDaemon(0);
        Reading reading = () -> daemon.received().stream()
                .map(Parsed5424::of)
                .map(p -> new Taken(
                        p.parameters().get("id"),
                        p.messageId(),
                        p.parameters().get("uplink"),
                        p.parameters().get("reason")))
                .toList();
        return new Other(
                new SyslogNotifierFactory(),
                List.of("to", "tcp://127.0.0.1:" + daemon.port()),
                reading,
                List.of(daemon::close));
    }

    private static Taken json(String text) {
        JsonObject json = JsonParser.parseString(text).getAsJsonObject();
        return new Taken(
                json.get("id").getAsString(),
                json.get("event").getAsString(),
                json.get("uplink").getAsString(),
                json.getAsJsonObject("fields").get("reason").getAsString());
    }

    private static Other webhook() throws Exception {
        var receiver = new HttpReceiver();
        return new Other(
                new WebhookNotifierFactory(),
                List.of("url", receiver.url("/")),
                () -> receiver.requests.stream().map(r -> json(r.body())).toList(),
                List.of(receiver));
    }

    private Other mqtt() throws Exception {
        var broker = new Mosquitto(folder);
        Mosquitto.Listener listener = broker.listener();
        Reading reading = () -> {
            listener.await("ftr/gw1/event", HOSTILE.size());
            return listener.texts("ftr/gw1/event").stream()
                    .map(HostileFieldsTest::json)
                    .toList();
        };
        return new Other(
                new MqttNotifierFactory(),
                List.of("broker", broker.url(), "user", "router", "password", Mosquitto.SECRET),
                reading,
                List.of(listener, broker));
    }

    private static Other snmp() throws Exception {
        var receiver = new TrapReceiver("public");
        return new Other(
                new SnmpNotifierFactory(),
                List.of("to", "127.0.0.1:" + receiver.port(), "community", "public", "inform", true),
                () -> receiver.received().stream()
                        .map(o -> new Taken(o.get(1), o.get(2), o.get(6), o.get(8)))
                        .toList(),
                List.of(receiver));
    }

    private Other journald() {
        Path socket = folder.resolve("socket");
        var receiver = new UnixReceiver(socket);
        Reading reading = () -> {
            var datagrams = new ArrayList<byte[]>();
            while (datagrams.size() < HOSTILE.size()) {
                receiver.next().ifPresentOrElse(datagrams::add, () -> LockSupport.parkNanos(1_000_000));
            }
            return datagrams.stream()
                    .map(NativeProtocol::parse)
                    .map(entry -> new Taken(
                            entry.get("FTR_EVENT_ID"),
                            entry.get("FTR_EVENT"),
                            entry.get("FTR_UPLINK"),
                            entry.get("FTR_REASON") + (entry.get("PRIORITY").equals("4") ? "" : entry.get("PRIORITY"))))
                    .toList();
        };
        return new Other(
                new JournaldNotifierFactory(), List.of("socket", socket.toString()), reading, List.of(receiver));
    }

    private Other exec() {
        Path file = folder.resolve("events");
        return new Other(
                new ExecNotifierFactory(),
                List.of("command", List.of("/usr/bin/tee", "-a", file.toString())),
                () -> Files.readAllLines(file).stream()
                        .map(HostileFieldsTest::json)
                        .toList(),
                List.of());
    }

    private Other environment() throws Exception {
        Path file = folder.resolve("variables");
        Path script = Files.writeString(
                folder.resolve("script"), "#!/bin/sh\n{ /usr/bin/env -0; printf 'END\\0'; } >> " + file + "\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        Reading reading = () -> {
            var all = new ArrayList<Taken>();
            String text = Files.readString(file);
            for (String variables : text.substring(0, text.lastIndexOf("END\0")).split("END\0", -1)) {
                List<String> list = List.of(variables.split("\0", -1));
                all.add(new Taken(
                        value(list, "FTR_ID"),
                        value(list, "FTR_EVENT"),
                        value(list, "FTR_UPLINK"),
                        value(list, "FTR_REASON")));
            }
            return all;
        };
        return new Other(new ExecNotifierFactory(), List.of("command", List.of(script.toString())), reading, List.of());
    }

    /** Of the only variable of that name. */
    private static String value(List<String> variables, String name) {
        List<String> values =
                variables.stream().filter(v -> v.startsWith(name + "=")).toList();
        assertThat(values).hasSize(1);
        return values.get(0).substring(name.length() + 1);
    }
}
