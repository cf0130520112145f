// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.exec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import org.ftrouter.api.Family;
import org.ftrouter.api.probe.ProbeFactory;
import org.ftrouter.api.testkit.ProbeContract;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.probe.TcpServer;
import org.junit.jupiter.api.io.TempDir;

/** With a script that does by {@code curl} what others do by themselves. */
class ExecProbeIT extends ProbeContract {
    private static final String SCRIPT = """
            #!/bin/sh
            ip link show dev "$DEVICE" || exit 75
            ip address show dev "$DEVICE" to "$SRCADDR" | grep -q . || exit 75
            case "$1" in *:*) host="[$1]" ;; *) host=$1 ;; esac
            curl --silent --show-error --noproxy '*' --interface "$SRCADDR" --max-time 60 "http://$host/"
            """;

    @TempDir
    private static Path folder;

    @Override
    protected ProbeFactory factory() {
        return new ExecProbeFactory();
    }

    @Override
    protected List<String> wrongTargets() {
        return List.of("", "check", "./check", "ping 9.9.9.9");
    }

    @Override
    protected TestSettings settings(InetAddress target) {
        String family = Family.of(target).toString().toLowerCase(Locale.ROOT);
        return TestSettings.of(
                "target", script().toString(), "arguments", List.of(target.getHostAddress()), "families", family);
    }

    @Override
    protected AutoCloseable serve() {
        return new TcpServer(far(), 80, TcpServer.answering("HTTP/1.1 204 No Content\r\n\r\n"));
    }

    private static Path script() {
        try {
            Path script = Files.writeString(folder.resolve("check"), SCRIPT);
            return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
