// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.Completed;
import org.ftrouter.dist.lab.Fault;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.dist.lab.Stamp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The firewall's programs hang while an uplink is inserted: nothing leaves through it untranslated, and others fail over. */
class SlowFirewallIT {
    private static final Path FTR = Path.of("target/ftr/bin/ftr").toAbsolutePath();

    @TempDir
    private Path folder;

    private Lab lab;
    private Router router;
    private Path hold;

    private void build() throws Exception {
        hold = folder.resolve("hold");
        Path bin = Files.createDirectories(folder.resolve("bin"));
        for (String name : List.of("nft", "iptables-restore", "ip6tables-restore")) {
            write(bin.resolve(name), """
                    #!/bin/sh
                    n=0
                    case " $* " in *" -f "* | *" --noflush "*)
                        while [ -e '%2$s' ] && [ $n -lt 300 ]; do sleep 0.1; n=$((n + 1)); done ;;
                    esac
                    exec /usr/sbin/%1$s "$@"
                    """.formatted(name, hold));
        }
        Path ftr = folder.resolve("ftr");
        write(ftr, """
                #!/bin/sh
                PATH='%s':$PATH exec '%s' "$@"
                """.formatted(bin, FTR));
        lab = Lab.builder()
                .families(Family.values())
                .config("probe { hold-up = 1s }")
                .ftr(ftr)
                .build();
        router = new Router(lab);
    }

    private static void write(Path file, String text) throws Exception {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @AfterEach
    void remove() throws Exception {
        if (lab != null) {
            lab.close();
        }
    }

    private void awaitCarries(LabUplink uplink) throws Exception {
        for (Family family : lab.families()) {
            assertThat(lab.meter().awaitUplink(uplink, family, Stamp.now(), Router.LONG))
                    .as("%s %s", uplink.name(), family)
                    .isPresent();
        }
    }

    @Test
    void anInsertedUplinkWaitsForItsRulesAndNoFailoverWaitsWithIt() throws Exception {
        build();
        String original = Files.readString(lab.config());
        LabUplink fibre = lab.uplink("fibre");
        LabUplink cable = lab.uplink("cable");
        LabUplink lte = lab.uplink("lte");
        lab.writeConfig(original.replaceFirst("(?m)^  fibre \\{.*\n", ""));
        lab.startDaemon();
        router.awaitAllUp(); // the two
        awaitCarries(cable);
        awaitCarries(lte);
        router.forgetForeignPackets();

        Files.createFile(hold);
        lab.writeConfig(original);
        Completed reloaded = router.ftr("reload");
        assertThat(reloaded.exitCode()).as(reloaded.output()).isZero();
        router.awaitHealth(fibre, "up");
        lab.fault(cable, Fault.BLACKHOLE);
        router.awaitHealth(cable, "down");
        Router.live(Router.slowly(Duration.ofMillis(500))); // what had been under way
        Stamp moved = Stamp.now();
        Router.await("it is told", Router.LONG, () -> problems().contains("no new connections yet through [fibre]"));
        awaitCarries(lte);

        assertThat(lab.meter().since(moved).failures()).isEmpty();
        assertThat(Files.exists(hold)).isTrue();
        assertThat(router.foreignPackets()).as(router.foreignSources()).isZero();
        Files.delete(hold);
        awaitCarries(fibre);
        assertThat(router.foreignPackets()).as(router.foreignSources()).isZero();
        Router.await(
                "nothing is to be told any more", Router.LONG, () -> problems().isEmpty());
    }

    private String problems() throws Exception {
        var problems = router.status().getAsJsonObject("kernel").getAsJsonArray("problems");
        return problems.isEmpty() ? "" : problems.toString();
    }
}
