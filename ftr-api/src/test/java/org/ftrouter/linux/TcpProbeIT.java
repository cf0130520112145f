// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.Settings;
import org.ftrouter.api.probe.BlockingProbe;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeContext;
import org.ftrouter.api.probe.ProbeFactory;
import org.ftrouter.api.probe.ProbeResult;
import org.ftrouter.api.testkit.ProbeContract;
import org.ftrouter.api.testkit.TestPath;

/** A blocking probe as a plugin author would write it, held to the contract. */
class TcpProbeIT extends ProbeContract {
    private static final int PORT = 443;

    @Override
    protected ProbeFactory factory() {
        return new Factory();
    }

    @Override
    protected List<String> wrongTargets() {
        return List.of("dns.example", "");
    }

    @Override
    protected AutoCloseable serve() throws IOException {
        return new ServerSocket(PORT, 100);
    }

    private static final class Factory implements ProbeFactory {
        @Override
        public String type() {
            return "tcp443";
        }

        @Override
        public Probe create(Settings settings, ProbeContext context) {
            return context.blocking(
                    new TcpProbe(settings.address("target").orElseGet(() -> TestPath.address("192.0.2.1"))));
        }
    }

    private record TcpProbe(InetAddress target) implements BlockingProbe {
        @Override
        public ProbeResult probe(Path path, Duration timeout) {
            try (var socket = LinuxSocket.tcp(path)) {
                socket.connect(new InetSocketAddress(target, PORT), timeout);
                return ProbeResult.reply(socket.roundTrip());
            } catch (BindException e) { // our side is broken; this says nothing about the line
                return ProbeResult.inconclusive("cannot bind to " + path + ": " + e);
            } catch (IOException e) {
                return ProbeResult.noReply("no TCP answer from " + target + ": " + e);
            }
        }

        @Override
        public boolean asks(Family family) {
            return family == Family.of(target);
        }
    }
}
