// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.gateway;

import java.net.InetAddress;
import java.util.List;
import org.ftrouter.api.Family;
import org.ftrouter.api.probe.ProbeFactory;
import org.ftrouter.api.testkit.ProbeContract;
import org.ftrouter.api.testkit.TestSettings;

class ArpProbeIT extends ProbeContract {

    @Override
    protected ProbeFactory factory() {
        return new ArpProbeFactory();
    }

    @Override
    protected List<String> wrongTargets() {
        return List.of("gateway", "2001:db8::1", "224.0.0.1", "0.0.0.0", "192.0.2.1:80");
    }

    @Override
    protected TestSettings settings(InetAddress target) {
        return TestSettings.of("target", Family.of(target) == Family.IPV4 ? target.getHostAddress() : "");
    }
}
