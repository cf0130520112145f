// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.delivery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.ftrouter.api.testkit.Certificates;

/**
 * Rsyslog over TCP with octet counting, the same with TLS, or a local socket. Syslog has no confirmations, and what rsyslog
 * has only in its queue is gone when it is killed: without a queue ({@code Direct}) it writes each message down before it
 * reads the next one. Over UDP nothing can be promised.
 */
final class Rsyslogd extends ProcessReceiver {
    private final int port;
    private final Way way;

    /** How messages come. */
    enum Way {
        TCP,
        TLS,
        LOCAL
    }

    Rsyslogd(Path folder, Way way) throws Exception {
        super(folder);
        this.way = way;
        port = FreePort.tcp();
        Files.writeString(folder.resolve("rsyslog.conf"), global() + """
                main_queue(queue.type="Direct")
                template(name="data" type="string" string="%%app-name%% %%msgid%% %%structured-data%%\\n")
                %1$s
                if $app-name == "ftr" then action(type="omfile" file="%2$s/data" template="data")
                """.formatted(input(), folder));
    }

    private String global() throws Exception {
        if (way != Way.TLS) {
            return "global(workDirectory=\"" + folder + "\")\n";
        }
        var certificates = new Certificates(Files.createDirectory(folder.resolve("certificates")));
        certificates.sign("good", "ip:127.0.0.1", "-keyalg", "RSA"); // GnuTLS cannot read EC keys as Java writes them
        return """
                global(workDirectory="%s" defaultNetstreamDriverCAFile="%s"
                    defaultNetstreamDriverCertFile="%s" defaultNetstreamDriverKeyFile="%s")
                """.formatted(folder, certificates.pem("ca"), certificates.pem("good"), certificates.key("good"));
    }

    private String input() {
        String local = """
                module(load="imuxsock" sysSock.use="off")
                input(type="imuxsock" socket="%s" useSpecialParser="off" rateLimit.interval="0")""";
        String remote = """
                module(load="imtcp" %s)
                input(type="imtcp" address="127.0.0.1" port="%d" supportOctetCountedFraming="on")""";
        return switch (way) {
            case TCP -> remote.formatted("", port);
            case TLS ->
                remote.formatted(
                        "streamDriver.name=\"gtls\" streamDriver.mode=\"1\" streamDriver.authMode=\"anon\"", port);
            case LOCAL -> local.formatted(socket());
        };
    }

    private Path socket() {
        return folder.resolve("socket");
    }

    @Override
    public String type() {
        return "syslog";
    }

    @Override
    public Map<String, Object> settings() {
        return switch (way) {
            case TCP -> Map.of("to", "tcp://127.0.0.1:" + port);
            case TLS ->
                Map.of(
                        "to",
                        "tls://127.0.0.1:" + port,
                        "ca-file",
                        folder.resolve("certificates/ca.pem").toString());
            case LOCAL -> Map.of("to", socket().toString(), "format", "rfc5424");
        };
    }

    @Override
    public void start() throws Exception {
        Files.deleteIfExists(socket());
        run(List.of(
                "/usr/sbin/rsyslogd", "-n", "-f", folder.resolve("rsyslog.conf").toString(), "-i", "NONE"));
        await("rsyslogd starts", () -> way == Way.LOCAL ? Files.exists(socket()) : answers(port));
    }

    @Override
    public List<String> ids() throws IOException {
        return firstIdsIn(folder.resolve("data"));
    }
}
