// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.mail.Session;
import javax.mail.internet.MimeMessage;
import org.ftrouter.dist.ForeignJar;
import org.ftrouter.dist.lab.Addresses;
import org.ftrouter.dist.lab.Lab;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Probes that say what some format takes for more than text: as the cause why a gateway is silent, as an exception, as the
 * first line of a program, as a page. Each channel's own parser gives it back as one field, and screens show it as text.
 */
class HostileTextsIT {
    private static final int WEB = 8088;
    private static final String SERVER = "198.19.253.25";
    /** What is left of a text if nothing in it was obeyed. */
    private static final String KEPT = "a\",\"uplink\":\"forged\"}] <0>1 } ' \\ {id} ${jndi:x}";

    private static final String HOSTILE =
            KEPT + " \u001b[31mred\u009b2J\u0007\r\nBcc: evil@example.org\r\n\r\n.\r\nQUIT\r\n"
                    + "2026-01-01 00:00:00 ERROR forged\nFTR_UPLINK=forged\u2028\u202e\u0000" + "x".repeat(10_000);

    private static final Pattern OBEYED = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\n]]");
    private static final Pattern PARAMETER = Pattern.compile(" ([a-z_-]+)=\"((?:[^\"\\\\\\]]|\\\\[\"\\\\\\]])*)\"");

    @TempDir
    Path temp;

    private final List<Process> sinks = new ArrayList<>();
    private Path hostile;
    private Lab lab;
    private Router router;

    /** A probe that is well until there is the file, and then does something with its text. */
    private void install(String name, String deed) throws Exception {
        ForeignJar.write(temp.resolve("ftr/plugins/" + name + ".jar"), temp, "probe.ProbeFactory", name, """
                public final class %1$s implements ProbeFactory {
                    public String type() { return "%2$s"; }
                    public Probe create(Settings settings, ProbeContext context) {
                        var file = java.nio.file.Path.of(settings.string("target"));
                        return context.blocking(new BlockingProbe() {
                            public boolean local() { return type().equals("teller"); }
                            public ProbeResult probe(Path path, java.time.Duration timeout) {
                                if (!java.nio.file.Files.exists(file)) return ProbeResult.reply(timeout.dividedBy(100));
                                try {
                                    String text = java.nio.file.Files.readString(file);
                                    %3$s
                                } catch (java.io.IOException e) {
                                    throw new java.io.UncheckedIOException(e);
                                }
                            }
                        });
                    }
                }
                """.formatted(
                        name, name.toLowerCase(Locale.ROOT), deed));
    }

    @BeforeEach
    void build() throws Exception {
        Process copy = new ProcessBuilder("cp", "-r", "target/ftr", temp.toString()).start();
        assertThat(copy.waitFor()).isZero();
        install("Teller", "return ProbeResult.noReply(text);");
        install("Thrower", "throw new IllegalStateException(text, new RuntimeException(text));");
        hostile = temp.resolve("hostile");
        Path check = Files.writeString(
                temp.resolve("check"), "#!/bin/sh\n[ -e %1$s ] || exit 0\ncat %1$s\nexit $1\n".formatted(hostile));
        assertThat(check.toFile().setExecutable(true)).isTrue();
        lab = Lab.builder()
                .uplink("fibre", 1, 1)
                .uplink("cable", 1, 1)
                .uplink("lte", 1, 1)
                .ftr(temp.resolve("ftr/bin/ftr"))
                .config("""
                        probe { hold-up = 1s, late-floor = 1s } # a program is slow on a busy machine
                        notify = [
                          { type = email, from = "gw@example.org", to = [ "noc@example.org" ],
                            smtp { host = "%1$s", port = 25, tls = none } }
                          { type = syslog, to = "udp://%1$s" }
                          { type = webhook, url = "http://%1$s:8080/" }
                        ]
                        """.formatted(SERVER))
                .build();
        router = new Router(lab);
        judgeByHostile(check);
        listen();
    }

    private void judgeByHostile(Path check) throws Exception {
        String silent = "\"teller:%1$s\", { type = exec, target = \"%2$s\", arguments = [ 1 ] }, \"http://%3$s:%4$d/\""
                .formatted(hostile, check, SERVER, WEB);
        String blind = "{ type = exec, target = \"%s\", arguments = [ 75 ] }".formatted(check);
        lab.writeConfig(judged(
                judged(judged(Files.readString(lab.config()), "cable", silent), "lte", blind),
                "fibre",
                "\"thrower:" + hostile + "\", \"icmp:9.9.9.9\""));
    }

    private void listen() throws Exception {
        sinks.add(Router.java(lab.internet(), "mail.log", SmtpSink.class, "polite", "25"));
        String resolver = Addresses.udpServer(1);
        sinks.add(Router.java(lab.internet(), "notices.log", NoticeSink.class, resolver, resolver));
        sinks.add(Router.java(lab.internet(), "page.log", RudePage.class, Integer.toString(WEB), hostile.toString()));
        for (String name : List.of("mail.log", "notices.log", "page.log")) {
            Router.await(name, Router.LONG, () -> log(name).contains("listening"));
        }
    }

    @AfterEach
    void remove() throws Exception {
        for (Process sink : sinks) {
            sink.destroyForcibly().waitFor();
        }
        lab.close();
    }

    private static String judged(String config, String uplink, String targets) {
        return config.replaceFirst(
                "(?m)^(  " + uplink + " \\{.*) }$",
                "$1" + Matcher.quoteReplacement(", probe { targets = [ " + targets + " ], required = 1 } }"));
    }

    private String log(String name) throws Exception {
        return Files.readString(lab.folder().resolve(name));
    }

    @Test
    void whatProbesSayIsOneFieldInEachChannelAndTextOnEachScreen() throws Exception {
        lab.startDaemon();
        router.awaitAllUp();
        Files.writeString(temp.resolve("fresh"), HOSTILE);
        Files.move(temp.resolve("fresh"), hostile);
        router.awaitHealth(lab.uplink("cable"), "down");
        Router.await(
                "DOWN arrives", Router.LONG, () -> all("web", "uplink.down").size() == 1);
        Router.await(
                "quarantine arrives",
                Router.LONG,
                () -> all("web", "plugin.quarantined").size() == 1);
        Router.await(
                "both by syslog",
                Router.LONG,
                () -> all("syslog", "plugin.quarantined").size() == 1
                        && all("syslog", "uplink.down").size() == 1);
        Router.await("both by mail", Router.LONG, () -> mails().size() >= 2);
        Router.await("lte cannot be asked", Router.LONG, () -> daemonLog().contains("ended with exit code 75"));

        assertWebhookAndSyslogAgree();
        assertMailsAreWhole();
        assertStatusHoldsIt();
        assertLogIsText();
    }

    private String daemonLog() throws Exception {
        return log("daemon.log");
    }

    /** What came of an event by {@code web}, as JSON, or by {@code syslog}. */
    private List<String> all(String channel, String event) throws Exception {
        return log("notices.log")
                .lines()
                .filter(line -> line.startsWith(channel + " from "))
                .map(line -> line.split(" ", 4)[3])
                .filter(text -> channel.equals("web")
                        ? json(text).get("event").getAsString().equals(event)
                        : text.contains(" " + event + " ["))
                .toList();
    }

    private static JsonObject json(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }

    private void assertWebhookAndSyslogAgree() throws Exception {
        assertThat(log("notices.log").lines()).allMatch(line -> line.matches("(listening|dns|web|syslog).*"));
        JsonObject quarantine = json(all("web", "plugin.quarantined").get(0)).getAsJsonObject("fields");
        String reason = quarantine.get("reason").getAsString();
        assertThat(reason).contains(KEPT).doesNotContainPattern(OBEYED).doesNotContain("\n");
        JsonObject down = json(all("web", "uplink.down").get(0));
        assertThat(down.get("uplink").getAsString()).isEqualTo("cable");
        assertThat(words(down.get("text").getAsString())).contains(KEPT);

        List<String> told = parameters("plugin.quarantined", "reason");
        assertThat(told).hasSize(1);
        assertThat(reason).startsWith(told.get(0).replaceFirst("\\.\\.\\.$|…$", ""));
        assertThat(told.get(0)).contains("forged");
        assertThat(parameters("uplink.down", "uplink")).containsExactly("cable");
    }

    /** The values of that name in the structured data of an event. */
    private List<String> parameters(String event, String name) throws Exception {
        String text = all("syslog", event).get(0);
        Matcher message = Pattern.compile(
                        "<\\d+>1 \\S+ \\S+ \\S+ \\S+ \\S+ \\[[^ \\]]+((?:" + PARAMETER.pattern() + ")*)\\] .*")
                .matcher(text);
        assertThat(message.matches()).as(text).isTrue();
        return PARAMETER
                .matcher(message.group(1))
                .results()
                .filter(parameter -> parameter.group(1).equals(name))
                .map(parameter -> parameter.group(2).replaceAll("\\\\(.)", "$1"))
                .toList();
    }

    private List<String> mails() throws Exception {
        return List.of(log("mail.log").split("(?m)^client .*\n|^listening\n", -1)).stream()
                .filter(mail -> mail.endsWith("\n.\n"))
                .toList();
    }

    private void assertMailsAreWhole() throws Exception {
        var kept = new ArrayList<String>();
        for (String mail : mails()) {
            assertThat(mail).containsOnlyOnce("\n.\n");
            byte[] octets =
                    mail.substring(0, mail.length() - 2).replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
            var message = new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(octets));
            assertThat(message.getAllRecipients()).hasSize(1);
            assertThat(message.getHeader("Bcc")).isNull();
            String body = String.valueOf(message.getContent());
            assertThat(body.replace("\r", "")).doesNotContainPattern(OBEYED);
            if (words(body).contains(KEPT)) {
                kept.add(String.join(", ", message.getHeader("X-FTR-Event")));
            }
        }
        assertThat(kept).contains("uplink.down", "plugin.quarantined");
    }

    private void assertStatusHoldsIt() throws Exception {
        var rows = new ArrayList<JsonObject>();
        for (JsonElement row : json(router.ftr("status", "--json").output()).getAsJsonArray("uplinks")) {
            rows.add(row.getAsJsonObject());
        }
        assertThat(rows).extracting(row -> row.get("name").getAsString()).containsExactly("fibre", "cable", "lte");
        JsonObject cable = rows.get(1);
        assertThat(cable.getAsJsonObject("reason").get("text").getAsString())
                .isEqualTo("0 of 2 targets answered, 1 needed");
        assertThat(cable.getAsJsonObject("fault").get("text").getAsString())
                .contains(KEPT)
                .doesNotContainPattern(OBEYED)
                .doesNotContain("\n");
        for (String command : List.of("status", "plugins")) {
            assertThat(router.ftr(command).output())
                    .contains("forged")
                    .doesNotContainPattern(OBEYED)
                    .doesNotContainPattern("(?m)^(Bcc:|FTR_UPLINK|2026-01-01)");
        }
    }

    private void assertLogIsText() throws Exception {
        assertThat(daemonLog().replace("\t", ""))
                .contains(KEPT)
                .doesNotContainPattern(OBEYED)
                .doesNotContainPattern("(?m)^(Bcc:|FTR_UPLINK|2026-01-01)");
        assertThat(daemonLog().lines().filter(line -> line.contains("ended with exit code 75")))
                .hasSize(1)
                .allMatch(line -> line.contains(": " + KEPT + " ?[31mred"));
    }

    /** Not as the lines are broken. */
    private static String words(String text) {
        return text.replaceAll("\\s+", " ");
    }
}
