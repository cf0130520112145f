// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.Fault;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabUplink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The four commands that scripts of the original program's users hang on, run by a daemon with both families. */
@Tag("paired")
class CommandsIT {
    private static final int PATHS = 4; // two uplinks in two families

    @TempDir
    private Path temp;

    private Path log;
    private Lab lab;
    private Router router;

    @BeforeEach
    void build() throws Exception {
        log = temp.resolve("log");
        lab = Lab.builder()
                .families(Family.values())
                .uplinks(2)
                .config("""
                        probe { hold-up = 1s }
                        notify = [ { type = exec, up_command = %s, down_command = %s, all_up_command = %s, all_down_command = %s } ]
                        """.formatted(script("up"), script("down"), script("all-up"), script("all-down")))
                .build();
        router = new Router(lab);
        lab.startDaemon();
        router.awaitAllUp();
    }

    @AfterEach
    void remove() throws Exception {
        lab.close();
    }

    /** Notes that it ran, and for whom. */
    private String script(String name) throws Exception {
        Path script =
                Files.writeString(temp.resolve(name), "#!/bin/sh\necho " + name + " $INTERFACE >> '" + log + "'\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return "\"" + script + "\"";
    }

    private List<String> lines() throws Exception {
        return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }

    private static long count(List<String> lines, String name) {
        return lines.stream().filter(l -> l.split(" ", -1)[0].equals(name)).count();
    }

    @Test
    void eachRunsOnItsOccasionAndAllUpOnceAllAre() throws Exception {
        for (LabUplink uplink : lab.uplinks()) {
            lab.fault(uplink, Fault.CARRIER);
            router.awaitHealth(uplink, "down");
        }
        Router.await("nothing works", Router.LONG, () -> count(lines(), "all-down") == Family.values().length);
        List<String> down = lines();
        for (LabUplink uplink : lab.uplinks()) {
            lab.heal(uplink);
            router.awaitHealth(uplink, "up");
        }
        Router.await("all works", Router.LONG, () -> count(lines(), "all-up") > 0);
        List<String> all = lines();

        assertThat(count(down, "down")).isEqualTo(PATHS);
        assertThat(count(down, "up")).isZero();
        for (LabUplink uplink : lab.uplinks()) {
            assertThat(down).filteredOn(l -> l.equals("down " + uplink.name())).hasSize(Family.values().length);
            assertThat(all).filteredOn(l -> l.equals("up " + uplink.name())).hasSize(Family.values().length);
        }
        assertThat(all).startsWith(down.toArray(String[]::new)).hasSize(down.size() + PATHS + 1);
        assertThat(all.get(all.size() - 1)).startsWith("all-up");
    }
}
