// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.syslog;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import org.ftrouter.linux.UnixDatagram;
import org.jspecify.annotations.Nullable;

/**
 * The socket of the local daemon. Opened for each message, so that a restarted daemon is found. What a daemon that is
 * killed has not read is gone, so a message is sent when it has been read.
 */
final class LocalWire implements Wire {
    private final String path;
    private final Duration timeout;
    private @Nullable Thread sending;
    private boolean closed;

    LocalWire(String path, Duration timeout) {
        this.path = path;
        this.timeout = timeout;
    }

    @Override
    public void send(byte[] message) throws IOException {
        begin();
        try (var socket = new UnixDatagram(path)) {
            socket.send(message);
            socket.awaitTaken(timeout);
        } catch (InterruptedException e) {
            throw new InterruptedIOException(path + ": given up");
        } finally {
            end();
        }
    }

    private synchronized void begin() throws IOException {
        if (closed) {
            throw new IOException(path + ": closed");
        }
        sending = Thread.currentThread();
    }

    private synchronized void end() {
        sending = null;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (sending != null) {
            sending.interrupt();
        }
    }
}
