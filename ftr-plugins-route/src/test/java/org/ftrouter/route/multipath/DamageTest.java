// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.multipath;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ftrouter.api.route.Repair;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.linux.NetworkWatch;
import org.ftrouter.route.Plans;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DamageTest {
    private static final List<String> RULE = List.of("rule 31900 (IPv4)");
    private static final NetworkWatch.Events LINK =
            new NetworkWatch.Events(true, false, false, false, false, List.of());

    private final RoutePlan plan = Plans.plan(Plans.LAN, Plans.fibre());

    @TempDir
    Path processes;

    private Damage damage;

    @BeforeEach
    void aProgramThatRuns() throws Exception {
        Files.createDirectories(processes.resolve("312"));
        Files.writeString(processes.resolve("312/comm"), "flusher\n");
        var culprits = new Culprits(System.getLogger("test"), processes);
        culprits.ours(Set.of(199));
        damage = new Damage(culprits);
    }

    private Optional<Repair> apply(RoutePlan to, List<String> written, String problem) {
        damage.begins();
        damage.wrote(written);
        damage.ended(to, problem);
        return damage.repair();
    }

    private static NetworkWatch.Events deletion(int process) {
        return new NetworkWatch.Events(
                false, false, false, true, false, List.of(new NetworkWatch.Deletion(process, 199, true)));
    }

    @Test
    void whatThePlanNeededFirstIsNoDamage() {
        assertThat(apply(plan, RULE, "")).isEmpty();
        assertThat(apply(plan, List.of(), "")).isEmpty();
    }

    @Test
    void whatIsMissingLaterIsAndItsCulpritIsNamedIfItStillRuns() {
        apply(plan, RULE, "");

        assertThat(apply(plan, RULE, "")).contains(new Repair("rule 31900 (IPv4)", Optional.empty()));
        damage.saw(deletion(312));
        assertThat(apply(plan, RULE, ""))
                .contains(new Repair("rule 31900 (IPv4)", Optional.of("flusher (process 312)")));
        damage.saw(deletion(999)); // has ended
        assertThat(apply(plan, RULE, "")).contains(new Repair("rule 31900 (IPv4)", Optional.empty()));
        assertThat(apply(plan, List.of(), "")).isEmpty();
    }

    @Test
    void whatWentWithAnInterfaceIsNoDamageUnlessSomebodyDeletedBesides() {
        apply(plan, RULE, "");

        damage.saw(LINK);
        assertThat(apply(plan, RULE, "")).isEmpty();
        damage.saw(LINK);
        damage.saw(deletion(312));
        assertThat(apply(plan, RULE, "")).isPresent();
    }

    @Test
    void anotherPlanOrOneThatFailedBeforeIsNoDamage() {
        apply(plan, RULE, "");
        assertThat(apply(Plans.plan(Plans.LAN), RULE, "")).isEmpty();
        apply(plan, RULE, "");
        damage.begins();
        damage.failed();

        assertThat(apply(plan, RULE, "")).isEmpty();
    }

    @Test
    void whatWasRefusedUntilNowIsNoDamageAndWhatStandsBesideItIs() {
        apply(plan, RULE, "uplink lte is left out");
        assertThat(apply(plan, RULE, "uplink lte is left out")).isPresent();

        assertThat(apply(plan, RULE, "")).isEmpty();
    }
}
