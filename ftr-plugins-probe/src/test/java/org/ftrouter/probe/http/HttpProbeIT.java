// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.http;

import java.net.InetAddress;
import java.util.List;
import org.ftrouter.api.Family;
import org.ftrouter.api.probe.ProbeFactory;
import org.ftrouter.api.testkit.ProbeContract;
import org.ftrouter.api.testkit.TestSettings;
import org.ftrouter.probe.TcpServer;

class HttpProbeIT extends ProbeContract {

    @Override
    protected ProbeFactory factory() {
        return new HttpProbeFactory();
    }

    @Override
    protected List<String> wrongTargets() {
        return List.of("", "9.9.9.9", "ftp://9.9.9.9/", "http://", "http://9.9.9.9:0/");
    }

    @Override
    protected TestSettings settings(InetAddress target) {
        String host = target.getHostAddress();
        return TestSettings.of(
                "target", "http://" + (Family.of(target) == Family.IPV4 ? host : "[" + host + "]") + "/generate_204");
    }

    @Override
    protected AutoCloseable serve() {
        return new TcpServer(far(), 80, TcpServer.answering("HTTP/1.1 204 No Content\r\n\r\n"));
    }
}
