// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.icmp;

import java.util.List;
import org.ftrouter.api.probe.ProbeFactory;
import org.ftrouter.api.testkit.ProbeContract;

class IcmpProbeIT extends ProbeContract {

    @Override
    protected ProbeFactory factory() {
        return new IcmpProbeFactory();
    }

    @Override
    protected List<String> wrongTargets() {
        return List.of("dns.example", "", "224.0.0.1", "ff02::1", "0.0.0.0", "::");
    }
}
