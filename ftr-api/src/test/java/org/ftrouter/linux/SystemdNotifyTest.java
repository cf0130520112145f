// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemdNotifyTest {
    private static final long PID = 4711;

    @Test
    void everyMessageIsWhatTheServiceManagerExpects(@TempDir Path folder) throws Exception {
        String name = folder.resolve("notify").toString();
        int receiver = receiver(name);
        try {
            SystemdNotify notify = SystemdNotify.from(Map.of("NOTIFY_SOCKET", name), PID);

            notify.ready("3 uplinks, all up");
            notify.status("one\nWATCHDOG=trigger");
            notify.alive();
            notify.stopping();
            notify.reloading();

            assertThat(next(receiver)).isEqualTo("READY=1\nSTATUS=3 uplinks, all up");
            assertThat(next(receiver)).isEqualTo("STATUS=one WATCHDOG=trigger");
            assertThat(next(receiver)).isEqualTo("WATCHDOG=1");
            assertThat(next(receiver)).isEqualTo("STOPPING=1");
            assertThat(next(receiver)).matches("RELOADING=1\nMONOTONIC_USEC=[1-9][0-9]+");
        } finally {
            LibC.close(receiver);
        }
    }

    @Test
    void withoutAServiceManagerNothingHappens() {
        SystemdNotify notify = SystemdNotify.from(Map.of(), PID);

        assertThatCode(() -> notify.ready("up")).doesNotThrowAnyException();
        assertThat(notify.watchdog()).isEmpty();
    }

    @Test
    void aServiceManagerThatIsGoneIsAnErrorThatNamesTheSocket() {
        SystemdNotify notify = SystemdNotify.from(Map.of("NOTIFY_SOCKET", "/nonexistent/notify"), PID);

        assertThatThrownBy(notify::alive)
                .hasMessageContaining("/nonexistent/notify")
                .hasMessageContaining("ENOENT");
    }

    @Test
    void theWatchdogIsForTheProcessItNames() {
        assertThat(watchdog("20000000", "4711")).isEqualTo(Duration.ofSeconds(20));
        assertThat(watchdog("1500", "4711")).isEqualTo(Duration.ofNanos(1_500_000));
        assertThat(watchdog("20000000", "1")).isNull();
        assertThat(watchdog("0", "4711")).isNull();
        assertThat(watchdog("99999999999999999999", "4711")).isNull();
        assertThat(SystemdNotify.from(Map.of("WATCHDOG_USEC", "1000000"), PID).watchdog())
                .contains(Duration.ofSeconds(1));
    }

    private static Duration watchdog(String microseconds, String pid) {
        return SystemdNotify.from(Map.of("WATCHDOG_USEC", microseconds, "WATCHDOG_PID", pid), PID)
                .watchdog()
                .orElse(null);
    }

    private static int receiver(String name) throws LinuxException {
        byte[] path = name.getBytes(StandardCharsets.UTF_8);
        ByteBuffer address = LibC.buffer(110);
        address.putShort((short) LibC.AF_UNIX).put(path);
        int fd = LibC.socket(LibC.AF_UNIX, LibC.SOCK_DGRAM | LibC.SOCK_CLOEXEC, 0);
        if (fd < 0 || LibC.bind(fd, LibC.address(address), 3 + path.length) < 0) {
            throw LinuxException.last("bind", name);
        }
        return fd;
    }

    private static String next(int receiver) throws LinuxException {
        ByteBuffer bytes = LibC.buffer(1000);
        long length = LibC.recv(receiver, LibC.address(bytes), 1000, LibC.MSG_DONTWAIT);
        if (length < 0) {
            throw LinuxException.last("recv", "test receiver");
        }
        byte[] text = new byte[(int) length];
        bytes.get(0, text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
