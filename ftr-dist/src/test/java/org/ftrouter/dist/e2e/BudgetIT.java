// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.Addresses;
import org.ftrouter.dist.lab.Flow;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.dist.lab.Stamp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The better of two uplinks has a tiny budget, which real bytes of both families use up together. */
@Tag("paired")
class BudgetIT {
    private static final long LIMIT = 1_000_000;

    private Lab lab;
    private Router router;
    private LabUplink fibre;
    private LabUplink lte;
    private Visitor client;

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
        lab.writeConfig(Files.readString(lab.config())
                        .replaceFirst(
                                "(?m)^(  fibre \\{.*) }$", "$1, budget { monthly = 1MB, priority-when-spent = 3 } }")
                + "probe { hold-up = 1s }\n");
        lab.startDaemon();
        router.awaitAllUp();
        Router.await("fibre carries", Router.LONG, () -> carries(fibre));
    }

    @AfterEach
    void remove() throws Exception {
        lab.close();
    }

    /** New connections of both families. */
    private boolean carries(LabUplink uplink) throws Exception {
        for (Family family : lab.families()) {
            if (!uplink.owns(client.tcp(Addresses.destination(family, 1), Addresses.ECHO_PORT))) {
                return false;
            }
        }
        return true;
    }

    private JsonObject budget() throws Exception {
        return router.status(fibre).getAsJsonObject("budget");
    }

    private long used() throws Exception {
        return budget().get("used_bytes").getAsLong();
    }

    /** What the kernel has counted on the interface. */
    private long counters() throws Exception {
        String folder = "/sys/class/net/" + fibre.device() + "/statistics/";
        return lab.router()
                .exec("cat", folder + "rx_bytes", folder + "tx_bytes")
                .lines()
                .mapToLong(Long::parseLong)
                .sum();
    }

    /** So many packets of 1,442 bytes there and back, half of them in either family; those of IPv6 are 20 bytes longer. */
    private void carry(int packets) throws Exception {
        for (Family family : lab.families()) {
            String count = Integer.toString(packets / 2);
            String host = Addresses.destination(family, 1);
            lab.lan().exec("ping", "-q", "-i", "0.002", "-s", "1400", "-c", count, host);
        }
    }

    private String log() throws Exception {
        return Files.readString(lab.folder().resolve("daemon.log"));
    }

    @Test
    void whenItIsSpentNewConnectionsTakeTheOtherAndThoseThatAreStay() throws Exception {
        long before = used();
        long countersBefore = counters();
        carry(100);
        Router.await("the bytes are counted", Router.LONG, () -> used() - before >= 288_400);
        assertThat(used() - before).isLessThanOrEqualTo(counters() - countersBefore + 20_000); // of the last second
        assertThat(budget().get("spent").getAsBoolean()).isFalse();
        assertThat(carries(fibre)).isTrue();

        try (Flow early = lab.flows().tcp("198.19.30.2");
                Flow early6 = lab.flows().tcp(fibre, Family.IPV6)) {
            assertThat(early.awaitAnswer(Stamp.now(), Router.LONG)).isTrue();
            assertThat(early6.awaitAnswer(Stamp.now(), Router.LONG)).isTrue();
            carry(300);
            Router.await("lte carries", Router.LONG, () -> carries(lte));
            Stamp spent = Stamp.now();

            assertThat(used()).isGreaterThanOrEqualTo(LIMIT);
            assertThat(budget().get("spent").getAsBoolean()).isTrue();
            for (Family family : lab.families()) {
                JsonObject status = router.status(fibre, family);
                assertThat(status.get("health").getAsString()).isEqualTo("up");
                assertThat(status.get("role").getAsString()).isEqualTo("standby");
            }
            assertThat(router.ftr("status").output()).contains("BUDGET SPENT", "of 1.0 MB");
            assertThat(log())
                    .contains("BUDGET-SPENT fibre: budget of 1.0 MB spent")
                    .doesNotContain("DOWN");
            assertThat(early.awaitAnswer(spent, Router.LONG)).isTrue();
            assertThat(early.source()).isEqualTo(fibre.address());
            assertThat(early6.awaitAnswer(spent, Router.LONG)).isTrue();
            assertThat(fibre.owns(early6.source())).isTrue();
        }
    }

    @Test
    void neitherSigkillNorRestartForgetsAndTheNextMonthRestores() throws Exception {
        Path file = lab.folder().resolve("state").resolve("budgets");
        carry(400);
        Router.await("lte carries", Router.LONG, () -> carries(lte));
        Router.await(
                "that it was told is noted",
                Router.LONG,
                () -> Files.readString(file).matches("fibre \\S+ \\d+ 2 .*\n"));
        lab.killDaemon();
        long known = counters();
        lab.startDaemon();
        router.awaitAllUp();
        assertThat(used()).isGreaterThanOrEqualTo(LIMIT).isLessThan(known + 1_000_000);
        Router.await("lte carries still", Router.LONG, () -> carries(lte));
        assertThat(log().split("BUDGET-SPENT", -1)).as("told once").hasSize(2);

        lab.killDaemon();
        Files.writeString(file, Files.readString(file).replaceFirst("fibre \\S+ ", "fibre 2020-01-01 "));
        lab.startDaemon();
        router.awaitAllUp();

        Router.await("fibre carries again", Router.LONG, () -> carries(fibre));
        assertThat(used()).isLessThan(LIMIT);
        assertThat(log()).contains("BUDGET-RENEWED fibre");
    }
}
