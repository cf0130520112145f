// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.gateway;

import java.net.InetAddress;
import java.util.List;
import org.ftrouter.api.Family;
import org.ftrouter.api.probe.ProbeFactory;
import org.ftrouter.api.testkit.ProbeContract;
import org.ftrouter.api.testkit.TestSettings;

class NdpProbeIT extends ProbeContract {

    @Override
    protected ProbeFactory factory() {
        return new NdpProbeFactory();
    }

    @Override
    protected List<String> wrongTargets() {
        return List.of("gateway", "192.0.2.1", "ff02::1", "::", "[2001:db8::1]:80", "fe80::1%up0");
    }

    @Override
    protected TestSettings settings(InetAddress target) {
        return TestSettings.of("target", Family.of(target) == Family.IPV6 ? target.getHostAddress() : "");
    }
}
