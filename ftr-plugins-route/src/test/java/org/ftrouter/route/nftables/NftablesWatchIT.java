// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
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
                NftablesWatch watch = ns.call(() -> NftablesWatch.open(Set.of("ftr"), process -> false))) {
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

    @Test
    void whoChangedOurTableIsNamedUnlessItWorksForUs() throws Exception {
        var own = new CopyOnWriteArraySet<Long>();
        try (var ns = new Netns();
                NftablesWatch watch = ns.call(() -> NftablesWatch.open(Set.of("ftr"), own::contains))) {
            Process adds = nft(ns);
            tell(adds, "add table inet ftr\nadd chain inet ftr c\nadd chain inet ftr d", watch);
            assertThat(watch.author()).contains(new NftablesWatch.Author("nft", adds.pid()));
            assertThat(watch.author()).as("told once").isEmpty();

            Process deletes = nft(ns);
            tell(deletes, "delete chain inet ftr c", watch);
            tell(nft(ns), "add chain inet ftr e", watch);
            Process ours = nft(ns);
            own.add(ours.pid());
            tell(ours, "delete table inet ftr", watch);
            assertThat(watch.author())
                    .hasValueSatisfying(
                            author -> assertThat(author).hasToString("nft (process " + deletes.pid() + ")"));
        }
    }

    private static Process nft(Netns ns) throws Exception {
        return ns.call(() -> new ProcessBuilder("nft", "-f", "-").start());
    }

    /** Has it change our table, and the watch hear all of it. */
    private static void tell(Process nft, String change, NftablesWatch watch) throws Exception {
        try (var in = nft.outputWriter()) {
            in.write(change + "\n");
        }
        assertThat(nft.waitFor()).isZero();
        assertThat(watch.await(LONG)).isTrue();
    }

    private static void load(Netns ns, String text) throws Exception {
        ns.load(List.of("nft", "-f", "-"), text + "\n");
    }
}
