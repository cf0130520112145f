// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The FTR daemon that runs in the lab's router. */
public final class Daemon {
    private static final int LAST_LINES = 20;

    private final Process process;
    private final Path log;

    private Daemon(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts it and waits until its control socket answers. A text of its last words if it ends before. */
    static Daemon start(Host router, Path ftr, boolean detached) throws LabException, InterruptedException {
        Path folder = router.folder();
        Path socket = folder.resolve("control.sock");
        Path log = folder.resolve("daemon.log");
        List<String> words = List.of(
                ftr.toString(),
                "monitor",
                "--config",
                folder.resolve("ftr.conf").toString(),
                "--socket",
                socket.toString(),
                "--state",
                folder.resolve("state").toString());
        // as under a service manager, also if the lab was started by nohup, which has a JVM deaf to SIGHUP
        var command = new ArrayList<>(List.of("env", "--default-signal=HUP"));
        if (detached) {
            command.add("setsid");
        }
        command.addAll(words);
        Instant started = Instant.now();
        var daemon = new Daemon(router.start("daemon.log", command.toArray(String[]::new)), log);
        Stamp last = Stamp.now().plus(Commands.LIMIT);
        while (!answers(socket, started)) {
            if (!daemon.process.isAlive() || last.isBefore(Stamp.now())) {
                daemon.kill();
                throw new LabException(
                        "the daemon did not start: " + String.join(" ", words) + "\n" + daemon.lastWords());
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return daemon;
    }

    /** A connection alone proves nothing: a child of a daemon that was killed may hold the old socket for some moments. */
    private static boolean answers(Path socket, Instant started) {
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return channel.isConnected()
                    && Files.getLastModifiedTime(socket).toInstant().isAfter(started);
        } catch (IOException e) {
            return false;
        }
    }

    /** Its process number. */
    public long pid() {
        return process.pid();
    }

    /** Whether it runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Where it logs; a daemon started later in the same lab goes on in the same file. */
    public Path log() {
        return log;
    }

    /** Ends it by SIGKILL and waits until it is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** Ends it by SIGTERM and returns its exit code; SIGKILL if that takes over 30 s. */
    public int stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(Commands.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            kill();
        }
        return process.exitValue();
    }

    /** The end of its log. */
    public String lastWords() throws LabException {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
        } catch (IOException e) {
            throw new LabException("cannot read " + log + ": " + e.getMessage(), e);
        }
    }
}
