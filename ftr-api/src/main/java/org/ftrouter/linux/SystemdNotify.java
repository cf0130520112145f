// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Tells the service manager how we are ({@code sd_notify}). Does nothing when none asks for it: when the environment has
 * no {@code NOTIFY_SOCKET}. Safe for several threads.
 */
public final class SystemdNotify {
    private final String socket;
    private final Optional<Duration> watchdog;

    private SystemdNotify(String socket, Optional<Duration> watchdog) {
        this.socket = socket;
        this.watchdog = watchdog;
    }

    /** As the environment of this process says. */
    public static SystemdNotify fromEnvironment() {
        return from(System.getenv(), ProcessHandle.current().pid());
    }

    static SystemdNotify from(Map<String, String> environment, long ownProcess) {
        String watched = environment.getOrDefault("WATCHDOG_PID", Long.toString(ownProcess));
        String microseconds = environment.getOrDefault("WATCHDOG_USEC", "");
        boolean watchdog = watched.equals(Long.toString(ownProcess)) && microseconds.matches("[1-9][0-9]{0,17}");
        return new SystemdNotify(
                environment.getOrDefault("NOTIFY_SOCKET", ""),
                watchdog ? Optional.of(micros(Long.parseLong(microseconds))) : Optional.empty());
    }

    private static Duration micros(long microseconds) {
        return Duration.ofSeconds(microseconds / 1_000_000, microseconds % 1_000_000 * 1000);
    }

    /** The longest time between two {@link #alive()} before we are killed; call it at half of that. */
    public Optional<Duration> watchdog() {
        return watchdog;
    }

    /** Started, or done with reloading. */
    public void ready(String status) throws IOException {
        send("READY=1\nSTATUS=" + line(status));
    }

    /** One line for {@code systemctl status}. */
    public void status(String status) throws IOException {
        send("STATUS=" + line(status));
    }

    /** Feeds the watchdog. */
    public void alive() throws IOException {
        send("WATCHDOG=1");
    }

    /** Reloading begins; {@link #ready} ends it. */
    public void reloading() throws IOException {
        ByteBuffer now = LibC.buffer(2 * Long.BYTES);
        LibC.clock_gettime(LibC.CLOCK_MONOTONIC, LibC.address(now));
        long microseconds = now.getLong(0) * 1_000_000 + now.getLong(Long.BYTES) / 1000;
        send("RELOADING=1\nMONOTONIC_USEC=" + microseconds);
    }

    /** Stopping begins. */
    public void stopping() throws IOException {
        send("STOPPING=1");
    }

    /** A line break would begin another message. */
    private static String line(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }

    private void send(String message) throws IOException {
        if (!socket.isEmpty()) {
            try (var datagrams = new UnixDatagram(socket)) {
                datagrams.send(message.getBytes(StandardCharsets.UTF_8));
            }
        }
    }
}
