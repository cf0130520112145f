// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.ftrouter.dist.lab.Fault;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabUplink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A router whose state lies on a full file system, also when its daemon starts: routing does not mind. */
@Tag("paired")
class FullDiskDaemonIT {
    @TempDir
    Path temp;

    private Lab lab;
    private Router router;
    private Path state;
    private Path told;

    @BeforeEach
    void build() throws Exception {
        told = temp.resolve("told");
        lab = Lab.builder()
                .config("probe { hold-up = 1s }\nnotify = [ { type = exec, command = [ \"/usr/bin/tee\", \"-a\", \""
                        + told + "\" ] } ]")
                .build();
        router = new Router(lab);
        state = Files.createDirectories(lab.folder().resolve("state"));
        run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", state.toString());
    }

    @AfterEach
    void remove() throws Exception {
        lab.killDaemon();
        run("umount", "--lazy", state.toString());
        lab.close();
    }

    private static void run(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    private void fill() throws Exception {
        try (OutputStream to = Files.newOutputStream(state.resolve("filler"))) {
            for (byte[] page = new byte[4096]; ; ) {
                to.write(page);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left on device");
        }
    }

    private void free() throws IOException {
        Files.delete(state.resolve("filler"));
    }

    private String log() throws Exception {
        return Files.readString(lab.folder().resolve("daemon.log"));
    }

    private long told(String kind) throws Exception {
        return Files.exists(told)
                ? Files.readAllLines(told).stream()
                        .filter(line -> line.contains("\"event\":\"" + kind + "\""))
                        .count()
                : 0;
    }

    private void goesAndComesBack(LabUplink uplink, int time) throws Exception {
        lab.fault(uplink, Fault.CARRIER);
        router.awaitHealth(uplink, "down");
        Router.await("people hear of it", Router.LONG, () -> told("uplink.down") == time);
        lab.heal(uplink);
        router.awaitHealth(uplink, "up");
        Router.await("and of its return", Router.LONG, () -> told("uplink.up") == time);
    }

    @Test
    void itStartsRoutesAndTellsAndGoesOnWritingOnceThereIsRoom() throws Exception {
        LabUplink fibre = lab.uplink("fibre");
        lab.startDaemon(); // the first time it has to write down which marks it uses
        router.awaitAllUp();
        lab.killDaemon();
        fill();
        lab.startDaemon();
        router.awaitAllUp();
        lab.awaitAllCarry(Router.LONG);
        goesAndComesBack(fibre, 1);

        assertThat(log()).containsPattern("(?:DOWN|UP) fibre.* is kept in memory only: .*No space left on device");
        Router.await("it is told once", Router.LONG, () -> log().contains("What probes got is not recorded"));
        assertThat(log().split("What probes got is not recorded", -1)).hasSize(2);

        long before = size("history");
        free();
        goesAndComesBack(fibre, 2);
        Router.await("the history goes on", Router.LONG, () -> size("history") > before);
        assertThat(size("outbox")).isPositive();
        assertThat(router.ftr("status").exitCode()).isZero();
    }

    /** How many bytes are below a folder of the state. */
    private long size(String folder) throws IOException {
        try (Stream<Path> files = Files.walk(Files.createDirectories(state.resolve(folder)))) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
