// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.delivery;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Random;

/** Ports for receivers that come and go, outside the range from which the kernel would give them to others meanwhile. */
final class FreePort {
    private static final Random RANDOM = new Random();

    private FreePort() {}

    static int tcp() throws IOException {
        while (true) {
            int port = RANDOM.nextInt(15_000, 32_000);
            try (var socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return port;
            } catch (java.net.BindException e) {
                port = 0; // taken; another one
            }
        }
    }

    static int udp() throws IOException {
        while (true) {
            int port = RANDOM.nextInt(15_000, 32_000);
            try (var socket = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (java.net.BindException e) {
                port = 0; // taken; another one
            }
        }
    }
}
