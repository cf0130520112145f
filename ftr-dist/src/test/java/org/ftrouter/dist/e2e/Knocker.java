// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;

/** {@code COUNT PORT DESTINATION...}: sends datagrams, one a socket, to each in turn; says how many were refused. */
final class Knocker {
    private static final int LIMIT_MILLIS = 5000;

    private Knocker() {}

    public static void main(String[] arguments) throws IOException {
        int count = Integer.parseInt(arguments[0]);
        int port = Integer.parseInt(arguments[1]);
        int refused = 0;
        for (int i = 0; i < count; i++) {
            var destination = InetAddress.getByName(arguments[2 + i % (arguments.length - 2)]);
            try (var socket = new DatagramSocket()) {
                socket.connect(destination, port);
                socket.setSoTimeout(LIMIT_MILLIS);
                socket.send(new DatagramPacket(new byte[1], 1));
                socket.receive(new DatagramPacket(new byte[1], 1));
                System.out.println("answered by " + destination);
            } catch (PortUnreachableException e) {
                refused++;
            } catch (SocketTimeoutException e) {
                System.out.println("no word from " + destination);
            }
        }
        System.out.println("refused " + refused);
    }
}
