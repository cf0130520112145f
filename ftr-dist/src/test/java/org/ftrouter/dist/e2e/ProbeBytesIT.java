// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import org.ftrouter.api.Family;
import org.ftrouter.dist.lab.Lab;
import org.ftrouter.dist.lab.LabUplink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether what is told of the questions' cost, which somebody may pay for, is what they cost on the wire. */
@Tag("paired")
class ProbeBytesIT {
    private static final long ETHERNET = 14;
    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir
    private Path temp;

    private Lab lab;
    private Asked asked;
    private Router router;
    private LabUplink fibre;

    @BeforeEach
    void build() throws Exception {
        lab = Lab.builder()
                .families(Family.values())
                .uplink("fibre", 1, 1)
                .config("probe { interval = 500ms, hold-up = 1s }")
                .build();
        asked = new Asked(lab, temp);
        router = new Router(lab);
        fibre = lab.uplink("fibre");
    }

    @AfterEach
    void remove() throws Exception {
        asked.close();
        lab.close();
    }

    /** But for a factor, since other servers have other certificates and pages. */
    @Test
    void pingsPagesPortsNamesAndCertificatesAreCountedAsTheyAreOnTheWire() throws Exception {
        asked.serve("web.log", lab.internet(), WebSink.class, Asked.WEB, 204);
        asked.serve(
                "tls.log",
                lab.internet(),
                TlsSink.class,
                Asked.TLS,
                asked.certificates().store(),
                "good");
        asked.serveNames();
        String targets = asked.targets(Asked::icmp, Asked::http, Asked::tcp, Asked::dns, asked::tls);
        lab.writeConfig(Files.readString(lab.config()).replaceFirst("targets = .*", Matcher.quoteReplacement(targets)));
        lab.startDaemon();
        router.awaitAllUp();
        lab.pauseMeter();
        Router.live(SECOND.multipliedBy(2));
        long toldBefore = told();
        long carriedBefore = carried();

        Router.live(SECOND.multipliedBy(20));

        long told = told() - toldBefore;
        long carried = carried() - carriedBefore;
        Figures.note("probes of five kinds: bytes told, and on the wire", told + ", " + carried, "0.5 to 2 times");
        assertThat((double) told / carried).isBetween(0.5, 2.0);
    }

    private long told() throws Exception {
        long told = 0;
        for (Family family : lab.families()) {
            JsonObject status = router.status(fibre, family);
            told += status.get("probe_bytes_sent").getAsLong()
                    + status.get("probe_bytes_received").getAsLong();
        }
        return told;
    }

    /** Without the headers of Ethernet. */
    private long carried() throws Exception {
        String folder = "/sys/class/net/" + fibre.device() + "/statistics/";
        List<Long> counters = lab.router()
                .exec("cat", folder + "rx_bytes", folder + "tx_bytes", folder + "rx_packets", folder + "tx_packets")
                .lines()
                .map(Long::valueOf)
                .toList();
        return counters.get(0) + counters.get(1) - ETHERNET * (counters.get(2) + counters.get(3));
    }
}
