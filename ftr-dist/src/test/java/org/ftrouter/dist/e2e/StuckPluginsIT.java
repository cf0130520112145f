// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.ftrouter.dist.lab.Addresses;
import org.ftrouter.dist.lab.Fault;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.engine.control.ControlClient;
import org.ftrouter.engine.plugin.Hostile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Route backends and notifiers that never come back from their work, waiting or spinning, and heed no interrupt. (Those
 * that fail at once, and probes of every kind, are {@link HostilePluginsIT}'s.)
 */
@Tag("paired")
class StuckPluginsIT {
    private static final List<String> DEEDS = List.of("hang", "spin");
    /** A backend may take 60 s, a delivery 85. */
    private static final Duration GIVEN_UP = Duration.ofSeconds(85).plus(Router.LONG);

    @TempDir
    Path temp;

    private Path told;
    private Lab lab;
    private Router router;

    @BeforeEach
    void build() throws Exception {
        Process copy = new ProcessBuilder("cp", "-r", "target/ftr", temp.toString()).start();
        assertThat(copy.waitFor()).isZero();
        told = temp.resolve("told");
        var hostile = new Hostile(temp);
        for (String deed : DEEDS) {
            hostile.jar(jar("route" + deed), "route" + deed, "apply", deed);
            hostile.jar(jar("send" + deed), "send" + deed, "send", deed);
        }
        lab = Lab.builder()
                .uplinks(2)
                .ftr(yielding())
                .config("probe { hold-up = 1s }\n" + keeper())
                .build();
        router = new Router(lab);
    }

    @AfterEach
    void remove() throws Exception {
        lab.close();
    }

    private Path jar(String type) {
        return temp.resolve("ftr/plugins/" + type + ".jar");
    }

    /** The program of this copy, which lets others run first: four of its threads spin. */
    private Path yielding() throws Exception {
        Path ftr = temp.resolve("ftr/bin/yielding");
        Files.writeString(ftr, "#!/bin/sh\nexec nice -n 10 " + temp.resolve("ftr/bin/ftr") + " \"$@\"\n");
        assertThat(ftr.toFile().setExecutable(true)).isTrue();
        return ftr;
    }

    private String keeper() {
        return "notify = [ { type = exec, name = keeper, command = [ \"/usr/bin/tee\", \"-a\", \"" + told + "\" ] } ]";
    }

    /** Three channels of each notifier: by the third that does not end, its plugin has failed three times. */
    private String crowded(String config) {
        var backends = new StringBuilder();
        var channels = new StringBuilder();
        for (String deed : DEEDS) {
            backends.append(", { type = route").append(deed).append(" }");
            for (int i = 1; i <= 3; i++) {
                channels.append(", { type = send%1$s, name = %1$s%2$d }".formatted(deed, i));
            }
        }
        return config.replaceFirst("(route = \\[.*) ]", "$1" + backends + " ]")
                .replace(keeper(), keeper().replaceFirst(" ]$", channels + " ]"));
    }

    @Test
    void whatNeverEndsIsGivenUpLeftAloneAndNamedAndTheOthersWorkOn() throws Exception {
        lab.startDaemon();
        router.awaitAllUp();
        lab.writeConfig(crowded(Files.readString(lab.config())));
        assertThat(ControlClient.ask(lab.socket(), "reload")).contains("\"reloaded\":true");

        LabUplink broken = lab.uplinks().get(0);
        lab.fault(broken, Fault.BLACKHOLE);
        router.awaitHealth(broken, "down");
        awaitCarried(lab.uplinks().get(1));
        Router.await("it is told", Router.LONG, () -> told().contains("uplink.down"));
        for (String deed : DEEDS) {
            awaitNamed("route", deed, "is still busy with an earlier call");
            awaitNamed("send", deed, "it did not return in time");
        }
        assertThat(router.ftr("status").output()).contains("routehang", "routespin");
    }

    private String told() throws Exception {
        return Files.exists(told) ? Files.readString(told) : "";
    }

    private void awaitCarried(LabUplink uplink) throws Exception {
        var client = new Visitor(lab.lan());
        Router.await(
                uplink.name() + " carries",
                Router.LONG,
                () -> uplink.owns(client.tcp("198.19.1.1", Addresses.ECHO_PORT)));
    }

    /** In the list of plugins, and in a notice. */
    private void awaitNamed(String call, String deed, String why) throws Exception {
        String type = call + deed;
        String kind = call.equals("send") ? "notify" : call;
        Router.await(
                type + " is left alone",
                GIVEN_UP,
                () -> router.ftr("plugins")
                        .output()
                        .lines()
                        .anyMatch(line -> line.matches(type + " +" + kind + " .*quarantined .*" + type + "[.]jar.*")));
        assertThat(router.ftr("plugins").output()).contains(type + "' (", why);
        Router.await(
                type + " is told",
                Router.LONG,
                () -> told().lines()
                        .anyMatch(line -> line.contains("plugin.quarantined")
                                && line.contains("/" + type + ".jar")
                                && line.contains(why)));
    }
}
