// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.ftrouter.dist.Distribution.Done;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The notifiers as an administrator meets them: in the distribution, from a configuration file. */
class NotifiersIT {
    private static final String BASE = """
            uplinks { fibre { interface = eth1, address = 192.0.2.2, gateway = 192.0.2.1, priority = 1 } }
            downlinks { lan = [ eth0 ] }
            probe { targets = [ "icmp:9.9.9.9" ], required = 1 }
            """;
    private static final String[] LIBRARIES = {"org.snmp4j.", "org.eclipse.paho.", "javax.mail.", "java.net.http."};

    @TempDir
    Path temp;

    private Path config(String notify) throws Exception {
        return Files.writeString(temp.resolve("ftr.conf"), BASE + "notify = [\n" + notify + "\n]\n");
    }

    private void secret(String name) throws Exception {
        Path folder = Files.createDirectories(temp.resolve("secrets"));
        Path file = Files.writeString(folder.resolve(name), "canary-secret\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static Done check(Map<String, String> environment, Path config) throws Exception {
        return Distribution.run(environment, Distribution.HOME.resolve("bin/ftr"), "check-config", config);
    }

    @Test
    void everyTypeOfTheReadmeIsValid() throws Exception {
        secret("canary");
        String readme = Files.readString(Path.of("../README.md")).replaceFirst("(?s).*\\n## Who is told\\n", "");
        var lines = new StringBuilder();
        readme.lines()
                .filter(line -> line.matches("\\| `[a-z]+` \\|.*`\\{ type = .*}`.*"))
                .map(line -> line.replaceFirst(".*`(\\{ type = .*})`.*", "$1"))
                .map(line ->
                        line.replaceAll("-file = [a-z-]+", "-file = canary").replace("/usr/local/bin/", "/bin/"))
                .map(line -> line.replace("/bin/on-event", "/bin/true")
                        .replace("url-file = canary", "url = \"http://127.0.0.1/\""))
                .forEach(line -> lines.append(line).append('\n'));

        Done done = check(Map.of("LC_ALL", "C"), config(lines.toString()));

        assertThat(lines.toString().lines()).hasSizeGreaterThanOrEqualTo(8);
        assertThat(done.code()).as(done.toString()).isZero();
        assertThat(done.out() + done.err()).doesNotContain("canary-secret");
    }

    @Test
    void aPresetOfOnesOwnIsAFileThatChannelsInclude() throws Exception {
        Files.writeString(temp.resolve("acme.conf"), """
                path = "?to={who}"
                headers { X-Kind = "{kind}" }
                body = \"""{ "message": "{line}", "level": "{level}" }\"""
                severity { info = 3, notice = 2 }
                """);
        var received = new LinkedBlockingQueue<String>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            received.add(exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("X-Kind") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        try {
            Path config = config("{ type = webhook, url = \"http://127.0.0.1:"
                    + server.getAddress().getPort()
                    + "/sms\", values { who = ada }, include \"" + temp + "/acme.conf\" }");

            Done done = Distribution.run(
                    Map.of("LC_ALL", "C"),
                    Distribution.HOME.resolve("bin/ftr"),
                    "test-notification",
                    "--config",
                    config);

            assertThat(done.code()).as(done.toString()).isZero();
        } finally {
            server.stop(0);
        }
        assertThat(received)
                .singleElement(InstanceOfAssertFactories.STRING)
                .matches("/sms\\?to=ada test \\{\\s*\"message\":\".+\",\\s*\"level\":[23]}");
    }

    @Test
    void mistakesAreToldWithTheirPlaces() throws Exception {
        Path config = config("""
                { type = webhook, url = "http://127.0.0.1/", preset = slak }
                { type = exec, up-command = "true" }
                { type = mqtt, broker = "mqtt://x" }
                """);

        Done done = check(Map.of("LC_ALL", "C"), config);

        String told = (done.out() + done.err()).replace("[C500]", "").replaceAll("\\s+", " ");
        assertThat(done.code()).isEqualTo(78);
        assertThat(told)
                .contains(config + ":5: error: 'notify[1].preset' 'slak' is not allowed: json, cloudevents, slack")
                .contains(config + ":6: error: 'notify[2].up-command' 'true' cannot be run")
                .contains(config + ":7: error: 'notify[3].broker' 'mqtt://***' is not allowed: tcp://HOST");
    }

    @Test
    void aLibraryIsLoadedOnlyIfItsNotifierIsConfigured() throws Exception {
        Path classes = temp.resolve("classes");
        Done done = check(
                Map.of("LC_ALL", "C", "FTR_JAVA_OPTS", "-Xlog:class+load:file=" + classes),
                config("{ type = syslog }\n{ type = journald }"));

        assertThat(done.code()).as(done.toString()).isZero();
        String loaded = Files.readString(classes);
        assertThat(loaded).contains("org.ftrouter.notify.syslog.SyslogNotifier ");
        for (String library : LIBRARIES) {
            assertThat(loaded.lines().filter(line -> line.contains("] " + library)))
                    .as(library)
                    .isEmpty();
        }
    }
}
