// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.ftrouter.linux.NftablesWatch;
import org.ftrouter.route.Netns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the kernel tells of tables. */
@Timeout(30)
class NftablesWatchIT {
    private static final Duration LONG = Duration.ofSeconds(20);

    @Test
    void changesOfOurTableAreHeardAndThoseOfOthersAreNot() throws Exception {
        try (var ns = new Netns();
                NftablesWatch watch = ns.call(() -> NftablesWatch.open(Set.of("ftr")))) {
            for (String change : List.of(
                    "add table inet ftr",
                    "add chain inet ftr c",
                    "add rule inet ftr c counter",
                    "add set inet ftr s { type ifname; }",
                    "add element inet ftr s { \"eth0\" }",
                    "flush chain inet ftr c",
                    "flush ruleset")) {
                load(ns, change);
                assertThat(watch.await(LONG)).as(change).isTrue();
                while (watch.await(Duration.ZERO)) {} // the rest of the same change
            }

            load(
                    ns,
                    "add table inet ftrx\nadd table ip filter\nadd chain ip filter ftr\nadd rule ip filter ftr counter");
            assertThat(watch.await(LONG)).as("others").isFalse();
            load(ns, "flush ruleset");
            assertThat(watch.await(LONG)).as("others flushed").isFalse();
        }
    }

    private static void load(Netns ns, String text) throws Exception {
        ns.load(List.of("nft", "-f", "-"), text + "\n");
    }
}
