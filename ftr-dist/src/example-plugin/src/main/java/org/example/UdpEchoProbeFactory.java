package org.example;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.ftrouter.api.Settings;
import org.ftrouter.api.probe.*;
import org.ftrouter.linux.LinuxSocket;

/** Sends a datagram to a UDP service and holds a path to be alive when any answer comes back through it. */
public final class UdpEchoProbeFactory implements ProbeFactory {
    @Override
    public String type() {
        return "udpecho";
    }

    @Override
    public Probe create(Settings settings, ProbeContext context) {
        InetAddress host = settings.address("target").orElse(InetAddress.getLoopbackAddress());
        var server = new InetSocketAddress(host, settings.integer("port", 7, 1, 65535));
        byte[] question = settings.string("send", "Are you there?\n").getBytes(StandardCharsets.UTF_8);
        return context.blocking(host, (path, timeout) -> {
            long start = context.ticker().nanos();
            try (var socket = LinuxSocket.udp(path)) { // leaves through this path, or not at all
                socket.connect(server);
                socket.send(question);
                socket.receive(timeout);
                return ProbeResult.reply(context.ticker().since(start));
            } catch (BindException e) { // our own side is broken, which says nothing about the line
                return ProbeResult.inconclusive(e.getMessage());
            } catch (IOException e) {
                return ProbeResult.noReply("no answer from " + server + ": " + e.getMessage());
            }
        });
    }
}
