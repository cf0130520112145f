// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ftrouter.dist.lab.Addresses;
import org.ftrouter.dist.lab.Flow;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.dist.lab.Stamp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The better of two uplinks has a tiny budget, which real bytes use up. */
class BudgetIT {
    private static final long LIMIT = 1_000_000;

    private Lab lab;
    private Router router;
    private LabUplink fibre;
    private LabUplink lte;
    private Visitor client;

    @BeforeEach
    void build() throws Exception {
        lab = Lab.builder().uplink("fibre", 1, 1).uplink("lte", 1, 2).build();
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
        Router.await("fibre carries", Router.LONG, () -> fibre.owns(seen()));
    }

    @AfterEach
    void remove() throws Exception {
        lab.close();
    }

    private String seen() throws Exception {
        return client.tcp("198.19.1.1", Addresses.ECHO_PORT);
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

    /** So many packets of 1,442 bytes there and back. */
    private void carry(int packets) throws Exception {
        lab.lan().exec("ping", "-q", "-i", "0.002", "-s", "1400", "-c", Integer.toString(packets), "198.19.1.1");
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
        assertThat(fibre.owns(seen())).isTrue();

        try (Flow early = lab.flows().tcp("198.19.30.2")) {
            assertThat(early.awaitAnswer(Stamp.now(), Router.LONG)).isTrue();
            carry(300);
            Router.await("lte carries", Router.LONG, () -> lte.owns(seen()));
            Stamp spent = Stamp.now();

            assertThat(used()).isGreaterThanOrEqualTo(LIMIT);
            assertThat(budget().get("spent").getAsBoolean()).isTrue();
            assertThat(router.status(fibre).get("health").getAsString()).isEqualTo("up");
            assertThat(router.status(fibre).get("role").getAsString()).isEqualTo("standby");
            assertThat(router.ftr("status").output()).contains("BUDGET SPENT", "of 1.0 MB");
            assertThat(log())
                    .contains("BUDGET-SPENT fibre: budget of 1.0 MB spent")
                    .doesNotContain("DOWN");
            assertThat(early.awaitAnswer(spent, Router.LONG)).isTrue();
            assertThat(early.source()).isEqualTo(fibre.address());
        }
    }

    @Test
    void neitherSigkillNorRestartForgetsAndTheNextMonthRestores() throws Exception {
        Path file = lab.folder().resolve("state").resolve("budgets");
        carry(400);
        Router.await("lte carries", Router.LONG, () -> lte.owns(seen()));
        Router.await(
                "that it was told is noted",
                Router.LONG,
                () -> Files.readString(file).matches("fibre \\S+ \\d+ 2 .*\n"));
        lab.killDaemon();
        long known = counters();
        lab.startDaemon();
        router.awaitAllUp();
        assertThat(used()).isGreaterThanOrEqualTo(LIMIT).isLessThan(known + 1_000_000);
        Router.await("lte carries still", Router.LONG, () -> lte.owns(seen()));
        assertThat(log().split("BUDGET-SPENT", -1)).as("told once").hasSize(2);

        lab.killDaemon();
        Files.writeString(file, Files.readString(file).replaceFirst("fibre \\S+ ", "fibre 2020-01-01 "));
        lab.startDaemon();
        router.awaitAllUp();

        Router.await("fibre carries again", Router.LONG, () -> fibre.owns(seen()));
        assertThat(used()).isLessThan(LIMIT);
        assertThat(log()).contains("BUDGET-RENEWED fibre");
    }
}
