// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A socket at which nobody accepts is what that of a stopped process is. */
@Timeout(60)
class SilentDaemonTest {
    @TempDir
    Path temp;

    @ParameterizedTest
    @CsvSource({
        "en, status, has not answered for 5 s, systemctl restart ftr",
        "it, confirm, non risponde da 5 s, riavviarlo con"
    })
    void aStoppedDaemonIsNamedWithARemedy(String language, String command, String what, String remedy)
            throws IOException {
        Path socket = temp.resolve("control.sock");
        try (ServerSocketChannel stopped = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            stopped.bind(UnixDomainSocketAddress.of(socket));

            Run run = Run.named("ftr", language, command, "--socket=" + socket);

            assertThat(run.code()).isEqualTo(1);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).contains(socket.toString(), what, "kill -CONT PID", remedy);
        }
    }

    @Test
    void aDaemonThatIsNotThereIsToldApart() {
        Run run = Run.ftr("status", "--socket=" + temp.resolve("none"));

        assertThat(run.code()).isEqualTo(3);
        assertThat(run.err()).contains("no daemon answers at " + temp.resolve("none"));
    }
}
