// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.syslog;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.ftrouter.linux.LinuxException;
import org.ftrouter.linux.LinuxSocket;
import org.ftrouter.linux.UdpSocket;
import org.ftrouter.notify.Names;
import org.jspecify.annotations.Nullable;

/**
 * One datagram a message (RFC 5426). Nobody confirms it; but a host without a daemon answers that the port is closed, and
 * that is waited for, shortly.
 */
final class UdpWire implements Wire {
    private static final int WAIT_MILLISECONDS = 250;
    private final String host;
    private final int port;
    private final Names names;
    private @Nullable DatagramSocket socket;
    private boolean closed;

    UdpWire(String host, int port, Names names) {
        this.names = names;
        this.host = host;
        this.port = port;
    }

    @Override
    public void send(byte[] message) throws IOException {
        IOException failed = new IOException("no address");
        for (InetAddress address : names.of(host)) { // each time: names move
            try {
                send(message, address);
                return;
            } catch (IOException e) {
                failed = e; // the next one may be of a family that works here
            }
        }
        throw failed;
    }

    private void send(byte[] message, InetAddress address) throws IOException {
        if (names.via().isUplink()) {
            sendThroughUplink(message, address);
            return;
        }
        try (DatagramSocket mine = open()) {
            mine.connect(address, port);
            mine.send(new DatagramPacket(message, message.length));
            mine.setSoTimeout(WAIT_MILLISECONDS);
            mine.receive(new DatagramPacket(new byte[1], 1));
        } catch (SocketTimeoutException e) {
            return; // no complaint came
        } catch (PortUnreachableException e) {
            throw new IOException("no daemon listens on this port", e);
        }
    }

    private void sendThroughUplink(byte[] message, InetAddress address) throws IOException {
        try (UdpSocket mine = LinuxSocket.udp(names.via().towards(address))) {
            mine.connect(new InetSocketAddress(address, port));
            mine.send(message);
            mine.receive(Duration.ofMillis(WAIT_MILLISECONDS));
        } catch (SocketTimeoutException e) {
            return; // no complaint came
        } catch (LinuxException e) {
            throw new IOException("no daemon listens on this port, or it cannot be reached", e);
        }
    }

    private synchronized DatagramSocket open() throws IOException {
        if (closed) {
            throw new IOException("closed");
        }
        socket = new DatagramSocket();
        return socket;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (socket != null) {
            socket.close();
        }
    }
}
