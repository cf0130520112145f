// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.nftables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.ftrouter.api.route.RouteException;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.route.Commands;
import org.ftrouter.route.Completed;
import org.ftrouter.route.Groups;
import org.ftrouter.route.Lines;
import org.ftrouter.route.Netns;
import org.ftrouter.route.Plans;
import org.ftrouter.route.PlansWithPins;
import org.ftrouter.route.TimedCommands;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pins in our table. */
@Timeout(60)
class PinRulesIT {
    private static final String GROUP = "ftr-test.slice/own";

    /** Control groups as on a machine that has those of version 2 alone, for one command. */
    private static List<String> unified(String command) {
        return List.of(
                "unshare",
                "--mount",
                "sh",
                "-ec",
                "mount -t cgroup2 none /sys/fs/cgroup; cd /sys/fs/cgroup; " + command);
    }

    private final RoutePlan plan = Plans.plan(Plans.LAN, Plans.fibre(), Plans.cable());
    private Netns ns;

    @BeforeEach
    void open() throws Exception {
        ns = new Netns();
    }

    @AfterEach
    void close() {
        ns.close();
    }

    @Test
    void pinsComeAndGo() throws Exception {
        install(plan);
        String before = table();

        install(plan.with(PlansWithPins.everyKind().pins()));
        assertThat(table()).contains("chain pins", "chain own-pins", "type route hook output");
        install(plan);

        assertThat(table()).isEqualTo(before).doesNotContain("pins");
    }

    @Test
    void aControlGroupThatIsNotThereLeavesOnlyItsPinOut() throws Exception {
        RoutePlan pinned =
                plan.with(PlansWithPins.plan(PlansWithPins.ofGroup("ftr-no-such.slice"), PlansWithPins.ofUser(13))
                        .pins());

        assertThatThrownBy(() -> install(pinned))
                .isInstanceOf(RouteException.class)
                .hasMessage("pin pin0 does nothing as long as there is no control group ftr-no-such.slice");

        assertThat(table()).contains("skuid 13", "chain srcnat").doesNotContain("cgroup");
    }

    @Test
    void aControlGroupThatIsThereIsNamedAndOneThatWasIsWrittenAnew() throws Exception {
        RoutePlan pinned =
                plan.with(PlansWithPins.plan(PlansWithPins.ofGroup(GROUP)).pins());
        try {
            ns.load(unified("mkdir -p " + GROUP + "; nft -f -"), new RulesetFile(pinned, false).text());
            assertThat(table()).contains("socket cgroupv2 level 2 "); // then a number: this machine's nft sees no group

            assertThatThrownBy(() -> install(pinned)).hasMessageContaining(GROUP);

            assertThat(table()).doesNotContain("cgroup");
        } finally {
            ns.load(unified("rmdir -p " + GROUP), "");
        }
    }

    /** As Linux before 5.13 refuses it, whose nftables cannot tell control groups. */
    @Test
    void aKernelThatRefusesControlGroupsLeavesOnlyTheirPinsOutAndSaysSo() throws Exception {
        RoutePlan pinned = plan.with(PlansWithPins.plan(PlansWithPins.ofGroup(GROUP), PlansWithPins.ofUser(13))
                .pins());
        var real = new TimedCommands(Duration.ofSeconds(20), "nftables");
        Commands old = (command, input) -> input.contains("socket cgroupv2")
                ? new Completed(1, "", "/dev/stdin:9:3-40: Error: Could not process rule: Operation not supported")
                : real.run(command, input);
        var table = new ManagedTable(new Nft(old), new Lines(), new Groups(path -> Optional.of(path)));

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> ns.call(() -> table.install(pinned)))
                    .isInstanceOf(RouteException.class)
                    .hasMessageStartingWith("pin pin0 does nothing, as rules for control groups are refused: ")
                    .hasMessageContaining("Operation not supported");
        }

        assertThat(ns.call(() -> table.stands(pinned))).isTrue();
        assertThat(table()).contains("skuid 13", "chain srcnat").doesNotContain("cgroup");
    }

    private void install(RoutePlan wanted) throws Exception {
        ns.call(() -> {
            var groups = new Groups(path -> Optional.empty());
            new ManagedTable(new Nft(new TimedCommands(Duration.ofSeconds(20), "nftables")), new Lines(), groups)
                    .install(wanted);
            return true;
        });
    }

    private String table() throws Exception {
        return ns.run("nft list table inet ftr");
    }
}
