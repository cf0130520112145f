// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.syslog;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One datagram a message (RFC 5426). Nobody confirms it; but a host without a daemon answers that the port is closed, and
 * that is waited for, shortly.
 */
final class UdpWire implements Wire {
    private static final int WAIT_MILLISECONDS = 250;
    private final String host;
    private final int port;
    private @Nullable DatagramSocket socket;
    private boolean closed;

    UdpWire(String host, int port) {
        this.host = host;
        this.port = port;
    }

    @Override
    public void send(byte[] message) throws IOException {
        InetAddress address = InetAddress.getByName(host); // each time: names move
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
