// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.syslog;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.ftrouter.notify.CheckedTls;
import org.jspecify.annotations.Nullable;

/**
 * One connection for many messages, each preceded by its length (RFC 6587, 3.4.1). Syslog has no confirmations, so a daemon
 * that has gone is noticed by its closed connection, looked at before and shortly after each message; then the message is
 * sent once more through a new connection. With TLS the connection is encrypted and the daemon's certificate checked
 * (RFC 5425).
 */
final class TcpWire implements Wire {
    private static final int BEFORE_MILLISECONDS = 1;
    private static final int AFTER_MILLISECONDS = 50;
    private final String host;
    private final int port;
    private final Duration timeout;
    private final Optional<CheckedTls> encryption;
    private @Nullable Socket open;
    private boolean closed;

    /** Empty encryption: none. */
    TcpWire(String host, int port, Duration timeout, Optional<CheckedTls> encryption) {
        this.encryption = encryption;
        this.host = host;
        this.port = port;
        this.timeout = timeout;
    }

    @Override
    public void send(byte[] message) throws IOException {
        byte[] frame = frame(message);
        Socket kept = kept();
        if (kept != null) {
            try {
                write(kept, frame);
                return;
            } catch (IOException e) {
                kept.close(); // it was of an earlier time; a new one shows whether the daemon lives
            }
        }
        Socket fresh = connected();
        try {
            write(fresh, frame);
        } catch (IOException e) {
            fresh.close();
            throw e;
        }
    }

    private static byte[] frame(byte[] message) {
        var frame = new ByteArrayOutputStream();
        frame.writeBytes((message.length + " ").getBytes(StandardCharsets.US_ASCII));
        frame.writeBytes(message);
        return frame.toByteArray();
    }

    private static void write(Socket socket, byte[] frame) throws IOException {
        if (ended(socket, BEFORE_MILLISECONDS)) {
            throw new EOFException("the daemon closed the connection");
        }
        socket.getOutputStream().write(frame);
        if (ended(socket, AFTER_MILLISECONDS)) { // in good order, so it has read everything; a reset would have thrown
            socket.close();
        }
    }

    /** Whether the other side has closed its half. What it says is not for us: syslog has no answers. */
    private static boolean ended(Socket socket, int waitMilliseconds) throws IOException {
        socket.setSoTimeout(waitMilliseconds);
        try {
            return socket.getInputStream().read(new byte[8192]) < 0;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    private Socket connected() throws IOException {
        InetAddress[] addresses = InetAddress.getAllByName(host);
        // for all but the last address; what is left ends when this is closed: a deadline of our own would race with
        // that
        int share = (int) Math.max(1, timeout.toMillis() / addresses.length);
        IOException failed = new IOException("no address");
        for (int i = 0; i < addresses.length; i++) {
            Socket candidate = adopted(new Socket());
            try {
                candidate.connect(new InetSocketAddress(addresses[i], port), i < addresses.length - 1 ? share : 0);
                return encrypted(candidate);
            } catch (IOException e) {
                candidate.close();
                failed = e;
            }
        }
        throw failed;
    }

    private Socket encrypted(Socket connected) throws IOException {
        if (encryption.isEmpty()) {
            return connected;
        }
        SSLSocket socket = encryption.get().createSocket(connected, host, port, true);
        socket.startHandshake();
        return adopted(socket);
    }

    private synchronized @Nullable Socket kept() {
        return open == null || open.isClosed() ? null : open;
    }

    private synchronized Socket adopted(Socket mine) throws IOException {
        if (closed) {
            mine.close();
            throw new IOException("closed");
        }
        open = mine;
        return mine;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                open = null; // closed or not, nobody uses it any more
            }
        }
    }
}
