// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.delivery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Rsyslog over TCP with octet counting. Syslog has no confirmations, and what rsyslog has only in its queue is gone
 * when it is killed: without a queue ({@code Direct}) it writes each message down before it reads the next one.
 */
final class Rsyslogd extends ProcessReceiver {
    private final int port;

    Rsyslogd(Path folder) throws IOException {
        super(folder);
        port = FreePort.tcp();
        Files.writeString(folder.resolve("rsyslog.conf"), """
                global(workDirectory="%1$s")
                main_queue(queue.type="Direct")
                module(load="imtcp")
                template(name="data" type="string" string="%%app-name%% %%msgid%% %%structured-data%%\\n")
                input(type="imtcp" address="127.0.0.1" port="%2$d" supportOctetCountedFraming="on")
                if $app-name == "ftr" then action(type="omfile" file="%1$s/data" template="data")
                """.formatted(folder, port));
    }

    @Override
    public String type() {
        return "syslog";
    }

    @Override
    public Map<String, Object> settings() {
        return Map.of("to", "tcp://127.0.0.1:" + port);
    }

    @Override
    public void start() throws Exception {
        run(List.of(
                "/usr/sbin/rsyslogd", "-n", "-f", folder.resolve("rsyslog.conf").toString(), "-i", "NONE"));
        await("rsyslogd starts", () -> answers(port));
    }

    @Override
    public List<String> ids() throws IOException {
        return firstIdsIn(folder.resolve("data"));
    }
}
