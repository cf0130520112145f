// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.Fault;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabUplink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Gateways that are asked by {@code arp} and {@code ndp} beside targets beyond them, in both families: their answers never
 * keep an uplink up, and tell on which side of them a fault is.
 */
@Tag("paired")
class GatewaysIT {
    private static final String BEYOND = "answers, so the fault lies beyond the gateway";
    private static final String BEFORE = "does not answer either, so the fault is the gateway or lies before it";

    private Lab lab;
    private Router router;

    /** At fibre one answer is enough, at the others two are. */
    @BeforeEach
    void build() throws Exception {
        lab = Lab.builder()
                .families(Family.values())
                .config("probe { hold-up = 1s }\nuplinks.fibre.probe.required = 1")
                .build();
        router = new Router(lab);
        String config = Files.readString(lab.config());
        lab.writeConfig(config.replace("targets = [ ", "targets = [ \"arp:\", \"ndp:\", ")
                .replace(
                        "notify = []",
                        "notify = [ { type = exec, command = [ \"/usr/bin/tee\", \"-a\", \"" + told() + "\" ] } ]"));
        lab.startDaemon();
        router.awaitAllUp();
    }

    @AfterEach
    void remove() throws Exception {
        lab.close();
    }

    private Path told() {
        return lab.folder().resolve("told.json");
    }

    @Test
    void whoseAnswersTellWhereAFaultIsAndNeverKeepAnUplinkUp() throws Exception {
        LabUplink fibre = lab.uplink("fibre");
        LabUplink cable = lab.uplink("cable");
        lab.fault(fibre, Fault.BLACKHOLE);
        lab.fault(cable, Fault.BLACKHOLE);
        assertFound(fibre, "answers", BEYOND);
        assertFound(cable, "answers", BEYOND);

        lab.heal(fibre);
        lab.heal(cable);
        router.awaitAllUp();
        for (Family family : lab.families()) {
            assertThat(router.status(fibre, family).has("fault")).isFalse();
        }
        Files.delete(told());

        lab.fault(fibre, Fault.GATEWAY);
        assertFound(fibre, "silent", BEFORE);

        for (Family family : lab.families()) {
            assertThat(router.status(cable, family).get("health").getAsString()).isEqualTo("up");
        }
    }

    /** It is down in each family; status and notice say why, each to programs and to people. */
    private void assertFound(LabUplink uplink, String gateway, String words) throws Exception {
        router.awaitHealth(uplink, "down");
        for (Family family : lab.families()) {
            String target = family == Family.IPV4 ? "arp:" : "ndp:";
            Router.await(
                    "the gateway of " + uplink.name() + " is asked",
                    Router.LONG,
                    () -> router.status(uplink, family).has("fault"));
            JsonObject fault = router.status(uplink, family).getAsJsonObject("fault");
            assertThat(fault.get("gateway").getAsString()).isEqualTo(gateway);
            assertThat(fault.get("target").getAsString()).isEqualTo(target);

            Router.await(
                    "notice of " + uplink.name(),
                    Router.LONG,
                    () -> notice(uplink, family).isPresent());
            JsonObject notice = notice(uplink, family).orElseThrow();
            assertThat(notice.getAsJsonObject("fields").get("gateway").getAsString())
                    .isEqualTo(gateway);
            assertThat(oneLine(notice.get("text").getAsString())).contains(target + " " + words);
            assertThat(oneLine(router.ftr("status").output())).contains(target + " " + words);
        }
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ");
    }

    /** That an uplink went down in a family. */
    private Optional<JsonObject> notice(LabUplink uplink, Family family) throws Exception {
        String text = Files.exists(told()) ? Files.readString(told()) : "";
        String whole = text.substring(0, text.lastIndexOf('\n') + 1); // what is behind is being written
        return whole.lines()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .filter(n -> n.get("event").getAsString().equals("uplink.down"))
                .filter(n -> n.get("uplink").getAsString().equals(uplink.name()))
                .filter(n ->
                        n.getAsJsonObject("fields").get("family").getAsString().equals(family.toString()))
                .findFirst();
    }
}
