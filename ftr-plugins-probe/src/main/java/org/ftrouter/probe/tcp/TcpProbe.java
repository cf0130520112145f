// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.tcp;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.Ticker;
import org.ftrouter.api.probe.BlockingProbe;
import org.ftrouter.api.probe.ProbeBytes;
import org.ftrouter.api.probe.ProbeResult;
import org.ftrouter.linux.LinuxException;
import org.ftrouter.linux.LinuxSocket;
import org.ftrouter.probe.WireBytes;

/** Holds a path to be alive when the target answers a TCP handshake through it. */
final class TcpProbe implements BlockingProbe {
    private final InetSocketAddress target;
    private final Refused refused;
    private final Ticker ticker;

    TcpProbe(InetSocketAddress target, Refused refused, Ticker ticker) {
        this.target = target;
        this.refused = refused;
        this.ticker = ticker;
    }

    @Override
    public ProbeResult probe(Path path, Duration timeout) {
        long start = ticker.nanos();
        try (var socket = LinuxSocket.tcp(path)) {
            socket.connect(target, timeout);
            return ProbeResult.reply(socket.roundTrip());
        } catch (BindException e) { // our side is broken; this says nothing about the line
            return ProbeResult.inconclusive(String.valueOf(e.getMessage()));
        } catch (LinuxException e) {
            return e.errno() == LinuxException.ECONNREFUSED && refused == Refused.ALIVE
                    ? ProbeResult.reply(ticker.since(start))
                    : ProbeResult.noReply(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return ProbeResult.noReply("no TCP answer from " + target + ": " + e.getMessage());
        }
    }

    @Override
    public boolean asks(Family family) {
        return Family.of(target.getAddress()) == family;
    }

    @Override
    public ProbeBytes bytes(Family family) {
        return WireBytes.tcp(family, 0, 0);
    }
}
