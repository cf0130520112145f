// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.dns;

import java.util.List;
import org.ftrouter.api.Family;
import org.ftrouter.api.probe.ProbeFactory;
import org.ftrouter.api.testkit.ProbeContract;
import org.ftrouter.probe.DnsServer;

class DnsProbeIT extends ProbeContract {

    @Override
    protected ProbeFactory factory() {
        return new DnsProbeFactory();
    }

    @Override
    protected List<String> wrongTargets() {
        return List.of("dns.example", "", "9.9.9.9:0", "9.9.9.9:70000", "224.0.0.1", "::", "9.9.9.999");
    }

    @Override
    protected AutoCloseable serve() {
        return new DnsServer(far(), DnsServer.resolver(), answering(Family.IPV4), answering(Family.IPV6));
    }
}
