// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.syslog;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/** A syslog daemon that reads octet-counted messages, strictly. */
public final class TcpDaemon {
    private final ServerSocket listener;
    private final List<byte[]> messages = new ArrayList<>();
    private final ConcurrentLinkedQueue<Socket> open = new ConcurrentLinkedQueue<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final Thread thread = new Thread(this::accept);

    public TcpDaemon(int port) throws IOException {
        this(port, new ServerSocket());
    }

    /** One that speaks TLS. */
    TcpDaemon(SSLContext tls) throws IOException {
        this(0, tls.getServerSocketFactory().createServerSocket());
    }

    private TcpDaemon(int port, ServerSocket listener) throws IOException {
        this.listener = listener;
        listener.setReuseAddress(true);
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        thread.setDaemon(true);
        thread.start();
    }

    public int port() {
        return listener.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    /** What has come, once nothing more has come for a while. */
    public List<byte[]> received() throws InterruptedException {
        int before = -1;
        for (int i = 0; i < 100; i++) {
            synchronized (messages) {
                if (messages.size() == before) {
                    return List.copyOf(messages);
                }
                before = messages.size();
            }
            Thread.sleep(100);
        }
        throw new AssertionError("endless messages");
    }

    private void accept() {
        while (!listener.isClosed()) {
            try (Socket socket = listener.accept()) {
                connections.incrementAndGet();
                open.add(socket);
                read(new DataInputStream(socket.getInputStream()));
            } catch (IOException e) {
                open.clear(); // closed by a test or by the other side; the next one may come
            }
        }
    }

    private void read(DataInputStream in) throws IOException {
        for (int length = length(in); length >= 0; length = length(in)) {
            byte[] message = in.readNBytes(length);
            synchronized (messages) {
                messages.add(message);
            }
        }
    }

    private static int length(DataInputStream in) throws IOException {
        int length = 0;
        for (int c = in.read(); c != ' '; c = in.read()) {
            if (c < '0' || c > '9') {
                return -1;
            }
            length = length * 10 + c - '0';
        }
        return length;
    }

    public void close() throws IOException, InterruptedException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
        thread.join(5000);
    }
}
