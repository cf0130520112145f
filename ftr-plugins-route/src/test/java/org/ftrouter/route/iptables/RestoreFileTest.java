// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.ftrouter.api.route.Downlinks;
import org.ftrouter.api.route.RoutePlan;
import org.ftrouter.route.Plans;
import org.ftrouter.route.PlansWithPins;
import org.junit.jupiter.api.Test;

class RestoreFileTest {

    @Test
    void threeUplinksAndDmzWithFilterPrintTheGoldenFile() throws IOException {
        RoutePlan plan = Plans.plan(Plans.LAN_AND_DMZ, Plans.fibre(), Plans.cable(), Plans.lte());

        assertThat(new RestoreFile(plan, true).text()).isEqualTo(golden("three-uplinks-dmz-filter.rules"));
    }

    @Test
    void bothFamiliesPrintTheGoldenFile() throws IOException {
        RoutePlan plan = Plans.plan(Plans.LAN, Plans.fibre(), Plans.dual());

        assertThat(new RestoreFile(plan, false).text()).isEqualTo(golden("both-families.rules"));
    }

    @Test
    void uplinksOnOneInterfacePrintTheGoldenFile() throws IOException {
        assertThat(new RestoreFile(Plans.oneWire(), false).text()).isEqualTo(golden("one-wire.rules"));
    }

    @Test
    void ipv4AloneHasNoFamilyFlags() {
        String text = new RestoreFile(Plans.many(10), true).text();

        assertThat(text.lines()).noneMatch(line -> line.matches("(# )?-[46] .*"));
    }

    @Test
    void theFilterTableIsPrintedOnlyWhenAskedFor() {
        assertThat(new RestoreFile(Plans.many(2), false).text()).doesNotContain("*filter");
    }

    @Test
    void dmzChainsNeedADmz() {
        RoutePlan plan = Plans.plan(Plans.LAN, Plans.fibre());

        assertThat(new RestoreFile(plan, true).text()).doesNotContain("DMZ");
    }

    @Test
    void anInterfaceNameThatWouldBecomeARuleIsRefused() {
        var downlinks = new Downlinks(List.of("eth0\n-F"), List.of());

        assertThatThrownBy(() -> new RestoreFile(Plans.plan(downlinks, Plans.fibre()), false).text())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("eth0");
    }

    private static String golden(String name) throws IOException {
        try (InputStream stream = RestoreFileTest.class.getResourceAsStream("/iptables/" + name)) {
            assertThat(stream).as(name).isNotNull();
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void theFileSaysWhereTheKernelKeepsLessThanThePlanWants() {
        RoutePlan wanted = PlansWithPins.sticky();

        assertThat(new RestoreFile(wanted, PairSets.bySource(wanted), false).text())
                .contains("# Sticky by source alone,", "(hash:net,net): shops.\n")
                .doesNotContain("#ipset ");
        assertThat(new RestoreFile(wanted, wanted, false).text())
                .contains("#ipset ")
                .doesNotContain("Sticky by source alone");
    }
}
