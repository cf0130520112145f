// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.ftrouter.dist.lab.Completed;
import org.ftrouter.dist.lab.MeterReport;
import org.ftrouter.dist.lab.Stamp;
import org.junit.jupiter.api.Test;

/** With nftables, beside the firewall that Debian comes with. */
class NftablesFlowsIT extends FlowsScenarios {
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    /** {@code /etc/nftables.conf} as Debian installs it. */
    private static final String DEBIAN = """
            #!/usr/sbin/nft -f

            flush ruleset

            table inet filter {
            	chain input {
            		type filter hook input priority filter;
            	}
            	chain forward {
            		type filter hook forward priority filter;
            	}
            	chain output {
            		type filter hook output priority filter;
            	}
            }
            """;

    NftablesFlowsIT() {
        super("nftables");
    }

    @Test
    void debiansFirewallTakesOurTableAlongAndItIsBackAtOnce() throws Exception {
        String before = table();
        Path file = Files.writeString(lab.folder().resolve("nftables.conf"), DEBIAN);

        lab.router().exec("nft", "-f", file.toString());
        Duration repaired = Router.await("our table is back", TEN_SECONDS, () -> rules().contains("table inet ftr"));
        Stamp back = Stamp.now();
        Router.live(Duration.ofSeconds(2));
        MeterReport after = lab.meter().since(back);

        Figures.note("nft flush ruleset: our table is back", Figures.seconds(repaired), "< 5 s");
        assertThat(repaired).isLessThan(Duration.ofSeconds(5));
        assertThat(table()).isEqualTo(before);
        assertThat(rules()).contains("table inet filter");
        assertThat(after.total()).isPositive();
        assertThat(after.failures()).isEmpty();
    }

    @Test
    void everyCommandKnowsItAndCleanupLeavesNoTrace() throws Exception {
        assertThat(router.ftr("plugins").output()).contains("nftables");
        Completed check = router.ftr("check-config", lab.config().toString());
        assertThat(check.exitCode()).as(check.output()).isZero();
        Completed generated = router.ftr("generate", "nftables");
        assertThat(generated.exitCode()).as(generated.output()).isZero();
        String before = table();
        Path file = Files.writeString(lab.folder().resolve("generated.nft"), generated.output());
        lab.router().exec("nft", "-f", file.toString());
        assertThat(table()).as("the file does what the daemon did").isEqualTo(before);

        lab.killDaemon();
        Completed cleanup = router.ftr("cleanup");
        assertThat(cleanup.exitCode()).as(cleanup.output()).isZero();
        assertThat(rules()).doesNotContain("ftr");
        lab.startDaemon();
        router.awaitAllUp();

        assertThat(table()).isEqualTo(before);
    }

    private String table() throws Exception {
        return lab.router().exec("nft", "list", "table", "inet", "ftr");
    }

    private String rules() throws Exception {
        return lab.router().exec("nft", "list", "ruleset");
    }
}
