// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.Addresses;
import org.ftrouter.dist.lab.Fault;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.dist.lab.Stamp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An uplink of both families that is switched on by a command only when the better one does not work, and off again. */
@Tag("paired")
class DialIT {
    private static final String SCRIPT = """
            #!/bin/sh
            cd "$(dirname "$0")" || exit 2
            echo "$FTR_UPLINK $FTR_DEVICE $FTR_ACTION" >> dial.log
            if [ -e hang ]; then sleep 98.7 & wait; fi
            if [ -e fail ]; then echo "no modem"; exit 3; fi
            exec ip link set "$FTR_DEVICE" "$1"
            """;

    private Lab lab;
    private Router router;
    private LabUplink fibre;
    private LabUplink lte;
    private Visitor client;
    private Path folder;

    @BeforeEach
    void build() throws Exception {
        lab = Lab.builder()
                .families(Family.values())
                .uplink("fibre", 1, 1)
                .uplink("lte", 1, 2)
                .build();
        router = new Router(lab);
        fibre = lab.uplink("fibre");
        lte = lab.uplink("lte");
        client = new Visitor(lab.lan());
        folder = lab.folder();
        Path script = Files.writeString(folder.resolve("dial"), SCRIPT);
        assertThat(script.toFile().setExecutable(true)).isTrue();
        String dial = String.format(
                ", activate = [ \"%1$s\", up ], deactivate = [ \"%1$s\", down ], linger = 2s, dial-timeout = 2s }",
                script);
        lab.writeConfig(Files.readString(lab.config()).replaceFirst("(?m)^(  lte \\{.*) }$", "$1" + dial)
                + "probe { hold-up = 1s }\n");
        lab.router().sysctl("net/ipv6/conf/" + lte.device() + "/keep_addr_on_down", "1");
        lab.router().exec("ip", "link", "set", lte.device(), "down");
        lab.startDaemon();
        router.awaitHealth(fibre, "up");
        awaitPhase("idle");
    }

    @AfterEach
    void remove() throws Exception {
        lab.close();
    }

    private String phase(Family family) throws Exception {
        return router.status(lte, family).getAsJsonObject("dial").get("state").getAsString();
    }

    private void awaitPhase(String phase) throws Exception {
        for (Family family : lab.families()) {
            Router.await("lte is " + phase, Router.LONG, () -> phase(family).equals(phase));
        }
    }

    private void assertPhase(String phase) throws Exception {
        for (Family family : lab.families()) {
            assertThat(phase(family)).as("in " + family).isEqualTo(phase);
        }
    }

    private String reason() throws Exception {
        return router.status(lte).getAsJsonObject("reason").get("text").getAsString();
    }

    private String seen(Family family) throws Exception {
        return client.tcp(Addresses.destination(family, 1), Addresses.ECHO_PORT);
    }

    private void awaitCarried(LabUplink uplink) throws Exception {
        for (Family family : lab.families()) {
            Router.await(uplink.name() + " carries " + family, Router.LONG, () -> uplink.owns(seen(family)));
        }
    }

    private long probesThroughIt() throws Exception {
        return lab.provider(lte).counters().probes();
    }

    private boolean isUp() throws Exception {
        return !lab.router().exec("ip", "link", "show", lte.device()).contains("state DOWN");
    }

    private String log() throws Exception {
        return Files.readString(folder.resolve("daemon.log"));
    }

    @Test
    void itIsDialledWhenTheBetterOneFailsAndHungUpWhenThatIsBack() throws Exception {
        for (Family family : lab.families()) {
            JsonObject idle = router.status(lte, family);
            assertThat(idle.get("health").getAsString()).isEqualTo("unknown");
            assertThat(idle.get("role").getAsString()).isEqualTo("standby");
        }
        assertThat(router.status().getAsJsonObject("overall").get("state").getAsString())
                .isEqualTo("up");
        assertThat(router.ftr("status").output()).contains("not dialled");

        Stamp fault = lab.fault(fibre, Fault.BLACKHOLE);
        awaitCarried(lte);
        Figures.note(
                "silent failure of the only line, until one that had to be dialled carries",
                fault.until(Stamp.now()).toMillis() + " ms",
                "< 15 s");
        assertThat(fault.until(Stamp.now())).isLessThan(Duration.ofSeconds(15));
        assertPhase("dialled");
        router.awaitHealth(fibre, "down");

        lab.heal(fibre);
        router.awaitHealth(fibre, "up");
        awaitPhase("idle");
        assertThat(isUp()).isFalse();
        awaitCarried(fibre);
        assertThat(Files.readAllLines(folder.resolve("dial.log")))
                .containsExactly("lte " + lte.device() + " activate", "lte " + lte.device() + " deactivate");
        assertThat(log()).contains("DOWN fibre").doesNotContain("DOWN lte", "ALL-DOWN");
    }

    @Test
    void whileItIsNotDialledNothingIsSentThere() throws Exception {
        lab.router().exec("ip", "link", "set", lte.device(), "up"); // as a modem that is there, but not to be used
        Router.live(Duration.ofSeconds(1)); // neighbour discovery and the like
        long before = probesThroughIt();

        Router.live(Duration.ofSeconds(6)); // the usual pause between two questions to one that stands by is 5 s

        assertThat(probesThroughIt()).isEqualTo(before);
        assertPhase("idle");
        for (Family family : lab.families()) {
            assertThat(router.status(lte, family).get("health").getAsString()).isEqualTo("unknown");
        }
    }

    @Test
    void aCommandThatHangsOrFailsIsToldAndTriedAgain() throws Exception {
        Path hang = Files.createFile(folder.resolve("hang"));
        lab.fault(fibre, Fault.BLACKHOLE);
        Router.await("the hanging command is told", Router.LONG, () -> reason().contains(": timeout 2 s"));
        assertThat(lab.router().run("pgrep", "-f", "sleep 98[.]7").output()).isBlank();
        assertThat(router.status(lte).get("health").getAsString()).isEqualTo("down");

        Path fail = Files.createFile(folder.resolve("fail"));
        Files.delete(hang);
        Router.await("the failing one is", Router.LONG, () -> reason().contains(": exit 3: no modem"));
        Router.await("all of it is told", Router.LONG, () -> {
            String log = log();
            return log.contains("DOWN lte")
                    && log.contains("ALL-DOWN")
                    && log.contains("lte: " + folder.resolve("dial") + ": no modem");
        });

        Files.delete(fail);
        awaitCarried(lte);
        router.awaitHealth(lte, "up");
        Router.await("its end is told", Router.LONG, () -> log().contains("UP lte"));
    }

    @Test
    void aRestartChangesNothing() throws Exception {
        lab.fault(fibre, Fault.BLACKHOLE);
        awaitCarried(lte);
        router.awaitHealth(fibre, "down");

        lab.killDaemon();
        for (Family family : lab.families()) {
            assertThat(lte.owns(seen(family))).as("in " + family).isTrue();
        }
        lab.startDaemon();
        router.awaitHealth(fibre, "down");
        awaitPhase("dialled");
        awaitCarried(lte);

        lab.heal(fibre);
        awaitPhase("idle");
        assertThat(Files.readAllLines(folder.resolve("dial.log")))
                .containsExactly("lte " + lte.device() + " activate", "lte " + lte.device() + " deactivate");
    }
}
