// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.tcp;

import java.net.InetAddress;
import java.util.List;
import org.ftrouter.api.Family;
import org.ftrouter.api.probe.ProbeFactory;
import org.ftrouter.api.testkit.ProbeContract;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.probe.TcpServer;

class TcpProbeIT extends ProbeContract {

    @Override
    protected ProbeFactory factory() {
        return new TcpProbeFactory();
    }

    @Override
    protected List<String> wrongTargets() {
        return List.of("dns.example:443", "", "9.9.9.9", "9.9.9.9:0", "9.9.9.9:70000");
    }

    @Override
    protected TestSettings settings(InetAddress target) {
        boolean plain = Family.of(target) == Family.IPV4;
        return TestSettings.of(
                "target", (plain ? target.getHostAddress() : "[" + target.getHostAddress() + "]") + ":443");
    }

    @Override
    protected AutoCloseable serve() {
        return new TcpServer(
                far(), 443, connection -> connection.getInputStream().read());
    }
}
