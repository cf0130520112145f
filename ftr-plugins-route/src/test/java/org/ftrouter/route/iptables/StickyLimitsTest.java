// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ftrouter.api.route.PinRoute;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.route.Lines;
import org.ftrouter.route.PlansWithPins;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StickyLimitsTest {
    @TempDir
    Path folder;

    private static final RoutePlan BY_SOURCE = PairSets.bySource(PlansWithPins.sticky());

    private final Lines log = new Lines();

    private static RoutePlan of(PinRoute pin) {
        return PlansWithPins.sticky().with(List.of(pin));
    }

    private StickyLimits limits(String length) throws IOException {
        return limits(Files.writeString(folder.resolve("ip_list_tot"), length + "\n"));
    }

    private StickyLimits limits(Path most) {
        return new StickyLimits(most, folder, log);
    }

    @Test
    void whatTheListsCannotDoIsSaidOnce() throws IOException {
        StickyLimits limits = limits("100");

        limits.tell(PlansWithPins.sticky(), BY_SOURCE);
        limits.tell(PlansWithPins.sticky(), BY_SOURCE);

        assertThat(log.texts()).hasSize(2);
        assertThat(log.texts().get(0))
                .contains("pin shops is sticky by source alone", "hash:net,net", "type = nftables");
        assertThat(log.texts().get(1)).contains("remember 100 clients", "ip_list_tot=5000");
    }

    @Test
    void longListsPairsThatAreKeptAndPinsThatAreNotStickyAreNotWorthAWord() throws IOException {
        RoutePlan sources = of(PlansWithPins.stickyPins().get(1));
        RoutePlan pairs = of(PlansWithPins.stickyPins().get(0));
        limits("5000").tell(sources, sources);
        limits("100").tell(pairs, pairs);
        limits("100").tell(PlansWithPins.everyKind(), PlansWithPins.everyKind());

        assertThat(log.texts()).isEmpty();
    }

    @Test
    void aListThatComesLaterIsLookedAtThen() throws IOException {
        StickyLimits limits = limits(folder.resolve("ip_list_tot"));
        limits.tell(PlansWithPins.sticky(), BY_SOURCE);
        assertThat(log.texts()).noneMatch(text -> text.contains("ip_list_tot=5000"));

        limits("100");
        limits.tell(PlansWithPins.sticky(), BY_SOURCE);
        limits.tell(PlansWithPins.sticky(), BY_SOURCE);

        assertThat(log.texts())
                .filteredOn(text -> text.contains("ip_list_tot=5000"))
                .hasSize(1);
    }

    @Test
    void whoMayNotReadTheLengthTellsOfAListThatIsProbablyFull() throws IOException {
        StickyLimits limits = limits(folder.resolve("ip_list_tot"));
        limits.tell(PlansWithPins.sticky(), BY_SOURCE);
        enter(99);
        limits.tell(PlansWithPins.sticky(), BY_SOURCE);
        assertThat(log.texts()).noneMatch(text -> text.contains("usually the most"));

        enter(100);
        limits.tell(PlansWithPins.sticky(), BY_SOURCE);
        limits.tell(PlansWithPins.sticky(), BY_SOURCE);

        assertThat(log.texts())
                .filteredOn(text -> text.contains("the list FTR:all:fibre:ipv4 of sticky clients holds 100"))
                .hasSize(1);
    }

    private void enter(int clients) throws IOException {
        Files.writeString(folder.resolve("FTR:all:fibre:ipv4"), "src=10.9.0.3 ttl: 64\n".repeat(clients));
    }
}
