// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ForkJoinPool;

/**
 * Sends many bytes to a server and has them sent back, so that full packets go both ways. {@code serve}: the server.
 * {@code ask PREFIX BYTES DESTINATIONS}: opens connections to addresses, DESTINATIONS with a number for %d, until the server
 * sees one as coming from an address that begins with PREFIX, and uses that.
 */
final class Bulk {
    private static final int PORT = 7007;
    private static final int LIMIT_MILLIS = 60_000;

    private Bulk() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments[0].equals("serve")) {
            serve();
        } else {
            ask(arguments[1], Integer.parseInt(arguments[2]), arguments[3]);
        }
    }

    private static void serve() throws IOException {
        try (var server = new ServerSocket(PORT)) {
            System.out.println("ready");
            while (true) {
                Socket socket = server.accept();
                ForkJoinPool.commonPool().execute(() -> answer(socket));
            }
        }
    }

    private static void answer(Socket socket) {
        try (socket) {
            var out = new DataOutputStream(socket.getOutputStream());
            var in = new DataInputStream(socket.getInputStream());
            out.writeUTF(socket.getInetAddress().getHostAddress());
            out.write(in.readNBytes(in.readInt()));
        } catch (IOException e) {
            System.out.println(socket + ": " + e); // most askers find that they came over another uplink
        }
    }

    private static void ask(String prefix, int bytes, String destinations) throws IOException {
        for (int i = 1; i < 250; i++) {
            String destination = String.format(destinations, i);
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(destination, PORT), LIMIT_MILLIS);
                socket.setSoTimeout(LIMIT_MILLIS);
                var in = new DataInputStream(socket.getInputStream());
                if (in.readUTF().startsWith(prefix)) {
                    var out = new DataOutputStream(socket.getOutputStream());
                    out.writeInt(bytes);
                    out.write(new byte[bytes]);
                    int back = in.readNBytes(bytes).length;
                    System.out.println((back == bytes ? "done " : "lost ") + destination);
                    return;
                }
            }
        }
        throw new IOException("no connection as " + prefix);
    }
}
