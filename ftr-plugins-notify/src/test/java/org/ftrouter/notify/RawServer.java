// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A TCP server on loopback that does to each connection what a script says, and then closes it. */
public final class RawServer implements AutoCloseable {
    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** What happens on a connection. */
    public interface Script {
        void run(InputStream in, OutputStream out) throws IOException;
    }

    public RawServer(Script script) throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(() -> {
            while (true) {
                Socket socket = server.accept();
                open.add(socket);
                start(() -> {
                    try (socket) {
                        script.run(socket.getInputStream(), socket.getOutputStream());
                    }
                });
            }
        });
    }

    /** One that says its text a byte each 20 ms. */
    public static RawServer dripping(String text) throws IOException {
        return new RawServer((in, out) -> {
            for (byte octet : text.getBytes(StandardCharsets.US_ASCII)) {
                out.write(octet);
                out.flush();
                try {
                    Thread.sleep(20);
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        });
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        var thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                return; // closed by either side
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    public int port() {
        return server.getLocalPort();
    }

    public String url() {
        return "http://127.0.0.1:" + port() + "/";
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
