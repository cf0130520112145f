package org.example;

import java.net.*;
import java.util.List;
import org.ftrouter.api.probe.ProbeFactory;
import org.ftrouter.api.testkit.*;

/** All that a probe has to hold, with packets between two network namespaces. */
class UdpEchoProbeIT extends ProbeContract {
    @Override
    protected ProbeFactory factory() {
        return new UdpEchoProbeFactory();
    }

    @Override
    protected List<String> wrongTargets() {
        return List.of("udp.example", "192.0.2.300");
    }

    @Override
    protected AutoCloseable serve() throws Exception {
        var service = new DatagramSocket(7);
        var packet = new DatagramPacket(new byte[1500], 1500);
        new Thread(() -> {
            while (!service.isClosed()) {
                try {
                    service.receive(packet);
                    service.send(packet);
                } catch (java.io.IOException closedOrRefused) {
                }
            }
        }).start();
        return service;
    }
}
