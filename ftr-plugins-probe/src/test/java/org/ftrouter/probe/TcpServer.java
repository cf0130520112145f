// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.ftrouter.api.testkit.TestNamespace;

/** Accepts TCP connections on all addresses of a namespace and does with each whatever a test wants. */
public final class TcpServer implements AutoCloseable {
    private final ServerSocket server;
    private final Behaviour behaviour;
    private final List<InetAddress> sources = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** What it does with a connection, which is closed afterwards. */
    @FunctionalInterface
    public interface Behaviour {
        void serve(Socket connection) throws Exception;
    }

    /** Starts it. */
    public TcpServer(TestNamespace namespace, int port, Behaviour behaviour) {
        this.server = namespace.call(() -> new ServerSocket(port, 200));
        this.behaviour = behaviour;
        start(this::accept);
    }

    /** Reads a request to the end of its header, then answers so. */
    public static Behaviour answering(String response) {
        return connection -> {
            readHeader(connection);
            connection.getOutputStream().write(response.getBytes(StandardCharsets.ISO_8859_1));
        };
    }

    /** Reads to an empty line, and hands back the text. */
    public static String readHeader(Socket connection) throws IOException {
        var text = new StringBuilder();
        for (int c = connection.getInputStream().read();
                c >= 0;
                c = connection.getInputStream().read()) {
            text.append((char) c);
            if (text.toString().endsWith("\r\n\r\n")) {
                break;
            }
        }
        return text.toString();
    }

    /** Who has connected so far. */
    public List<InetAddress> sources() {
        return List.copyOf(sources);
    }

    private static void start(Runnable task) {
        var thread = new Thread(task, "test-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (!server.isClosed()) {
                Socket connection = server.accept();
                open.add(connection);
                sources.add(connection.getInetAddress());
                start(() -> serve(connection));
            }
        } catch (IOException e) {
            return; // closed
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            behaviour.serve(connection);
        } catch (Exception e) {
            return; // the client has gone, or the test is over
        } finally {
            open.remove(connection);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket connection : open) {
            connection.close();
        }
    }
}
