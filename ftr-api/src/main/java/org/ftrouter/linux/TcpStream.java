// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A connected {@link TcpSocket} seen as a {@link Socket}, which the JDK cannot make of a descriptor. Beside a time-out set
 * on it for reads, the time left for everything counts, so that a peer that sends a byte a second ends with it.
 */
final class TcpStream extends Socket {
    private final TcpSocket socket;
    private final InetSocketAddress peer;
    private final Supplier<Duration> left;
    private final InputStream in = new In();
    private final OutputStream out = new Out();
    private Duration readTimeout = Duration.ZERO;
    private long mostReceived;
    private boolean closed;

    TcpStream(TcpSocket socket, InetSocketAddress peer, Supplier<Duration> left, long mostReceived) {
        this.mostReceived = mostReceived;
        this.socket = socket;
        this.peer = peer;
        this.left = left;
    }

    private Duration timeLeft() throws IOException {
        Duration rest = left.get();
        if (closed) {
            throw new SocketException("closed");
        }
        if (rest.isZero() || rest.isNegative()) {
            throw new SocketException("the time is over"); // a time-out of a read would have readers ask again
        }
        return rest;
    }

    private final class In extends InputStream {
        private byte[] chunk = new byte[0];
        private int at;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] target, int from, int most) throws IOException {
            Duration rest = timeLeft();
            if (!readTimeout.isZero() && readTimeout.compareTo(rest) < 0) {
                rest = readTimeout;
            }
            if (at == chunk.length) {
                chunk = socket.receive(rest);
                at = 0;
                mostReceived -= chunk.length;
                if (mostReceived < 0) {
                    throw new SocketException("the other side sends without end");
                }
            }
            if (chunk.length == 0) {
                return -1;
            }
            int count = Math.min(most, chunk.length - at);
            System.arraycopy(chunk, at, target, from, count);
            at += count;
            return count;
        }

        @Override
        public int available() {
            return chunk.length - at;
        }
    }

    private final class Out extends OutputStream {
        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            socket.send(Arrays.copyOfRange(bytes, from, from + count), timeLeft());
        }
    }

    @Override
    public InputStream getInputStream() {
        return in;
    }

    @Override
    public OutputStream getOutputStream() {
        return out;
    }

    @Override
    public synchronized void close() {
        closed = true;
        socket.close();
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isBound() {
        return true;
    }

    @Override
    public boolean isInputShutdown() {
        return closed;
    }

    @Override
    public boolean isOutputShutdown() {
        return closed;
    }

    @Override
    public void shutdownInput() {}

    @Override
    public void shutdownOutput() {}

    @Override
    public InetAddress getInetAddress() {
        return peer.getAddress();
    }

    @Override
    public int getPort() {
        return peer.getPort();
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return peer;
    }

    @Override
    public InetAddress getLocalAddress() {
        return socket.path().source();
    }

    @Override
    public @Nullable SocketAddress getLocalSocketAddress() {
        return null;
    }

    @Override
    public int getLocalPort() {
        return -1;
    }

    @Override
    public synchronized void setSoTimeout(int milliseconds) {
        readTimeout = Duration.ofMillis(milliseconds);
    }

    @Override
    public synchronized int getSoTimeout() {
        return (int) readTimeout.toMillis();
    }

    @Override
    public void setSoLinger(boolean on, int seconds) {}

    @Override
    public int getSoLinger() {
        return -1;
    }

    @Override
    public void setTcpNoDelay(boolean on) {}

    @Override
    public void setKeepAlive(boolean on) {}

    @Override
    public String toString() {
        return peer + " through " + socket.path();
    }
}
