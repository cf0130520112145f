// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.ftrouter.dist.lab.LabBuilder;
import org.ftrouter.dist.lab.LabUplink;
import org.ftrouter.dist.lab.Line;
import org.junit.jupiter.api.Test;

/** The same again, and one box with one MAC address is the gateway of all uplinks. */
class FlowsThroughOneBoxIT extends FlowsOnOneWireIT {

    @Override
    LabBuilder wired() {
        return super.wired().wiring(Line.BOX);
    }

    @Test
    void oneMacAddressAnswersForAllGateways() throws Exception {
        Set<String> found = new HashSet<>();
        for (LabUplink uplink : lab().uplinks()) {
            String neighbour = lab().router().exec("ip", "neigh", "show", uplink.gateway(), "dev", uplink.device());
            assertThat(neighbour).contains("lladdr ");
            found.add(neighbour.replaceAll("(?s).*lladdr (\\S+).*", "$1"));
        }

        assertThat(found).hasSize(1);
    }
}
