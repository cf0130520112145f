// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ftrouter.engine.config.ConfigurationLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The trials themselves, by the tools of this machine: its kernel can do what nothing works without, in both families. */
class CapabilityIT {
    @TempDir
    private Path folder;

    @Test
    void aKernelThatCanDoWhatIsNeededInBothFamiliesHasNoProblem() throws Exception {
        assertThat(found(""))
                .noneMatch(f -> f.level() == Finding.Level.PROBLEM || f.code().equals("kernel.untried"));
    }

    /** Not so before Linux 5.13. */
    @Test
    void nftablesTellsControlGroupsHere() throws Exception {
        assertThat(found("pins = [ { name = proxy, cgroup = squid.slice, via = fibre } ]"))
                .noneMatch(f -> f.code().equals("kernel.groups"));
    }

    private List<Finding> found(String more) throws Exception {
        Path config = Files.writeString(folder.resolve("ftr.conf"), """
                route = [ { type = multipath }, { type = nftables } ]
                uplinks { fibre { interface = wan1, families = [ ipv4, ipv6 ], priority = 1 } }
                probe { targets = [ "icmp:9.9.9.9", "icmp:8.8.8.8", "icmp:2620:fe::fe", "icmp:2620:fe::9" ] }
                %s
                """.formatted(more));
        var patient = new Patient(
                new Machine(folder), config, ConfigurationLoader.load(config).configuration(), folder, List.of());
        assertThat(patient.configuration()).isPresent();
        var found = new ArrayList<Finding>();
        new CapabilityCheck().look(patient, found::add);
        return found;
    }
}
