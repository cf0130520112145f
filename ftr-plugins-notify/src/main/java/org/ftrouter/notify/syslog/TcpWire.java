// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.syslog;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.ftrouter.api.notify.Steps;
import org.ftrouter.notify.CheckedTls;
import org.ftrouter.notify.Dialler;
import org.ftrouter.notify.Names;
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
    private final Dialler dialler;
    private @Nullable Socket open;
    private boolean sending;
    private boolean closed;

    /** Empty encryption: none. */
    TcpWire(String host, int port, Names names, Duration timeout, Optional<CheckedTls> encryption) {
        this.encryption = encryption;
        this.host = host;
        this.port = port;
        this.timeout = timeout;
        this.dialler = new Dialler(names);
    }

    @Override
    public void send(byte[] message) throws IOException {
        synchronized (this) {
            sending = true;
        }
        try {
            deliver(message);
        } finally {
            sent();
        }
    }

    private synchronized void sent() {
        sending = false;
        if (closed) {
            dialler.close();
        }
    }

    private void deliver(byte[] message) throws IOException {
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
        Socket connected = dialler.connect(host, port, timeout, Steps.NONE);
        if (encryption.isEmpty()) {
            return kept(connected);
        }
        SSLSocket socket = encryption.get().createSocket(connected, host, port, true);
        socket.startHandshake();
        return kept(socket);
    }

    private synchronized @Nullable Socket kept() {
        return open == null || open.isClosed() ? null : open;
    }

    private synchronized Socket kept(Socket mine) {
        open = mine;
        return mine;
    }

    /** Ends what goes on, now and later. */
    @Override
    public synchronized void close() {
        closed = true;
        dialler.abandon();
        if (!sending) { // who sends closes it himself: through an uplink, abandoning leaves that to its user
            dialler.close();
        }
    }
}
