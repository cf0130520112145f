// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** One short connection: connect, ask one line, get one line, close with a reset so that nothing lingers. */
final class Attempt implements Ready {
    private final PrintStream out;
    private final SocketChannel channel;
    private final String destination;
    private final ByteBuffer answer = ByteBuffer.allocate(64);
    private final long start = System.nanoTime();
    private long deadline;
    private boolean finished;

    private Attempt(PrintStream out, SocketChannel channel, String destination, long limit) {
        this.out = out;
        this.channel = channel;
        this.destination = destination;
        this.deadline = start + limit;
    }

    static Attempt start(Selector selector, PrintStream out, String destination, long limit) throws IOException {
        var channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        var attempt = new Attempt(out, channel, destination, limit);
        try {
            channel.register(selector, SelectionKey.OP_CONNECT, attempt);
            channel.connect(new InetSocketAddress(destination, Addresses.ECHO_PORT));
        } catch (IOException e) { // refused on the spot, such as "network is unreachable"
            attempt.fail(e);
        }
        return attempt;
    }

    long deadline() {
        return deadline;
    }

    boolean finished() {
        return finished;
    }

    void extend(long nanos) {
        deadline += nanos;
    }

    @Override
    public void ready(SelectionKey key) throws IOException {
        try {
            if (key.isConnectable() && channel.finishConnect()) {
                key.interestOps(SelectionKey.OP_READ);
                channel.write(ByteBuffer.wrap(new byte[] {'\n'}));
            } else if (key.isReadable()) {
                read();
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    private void read() throws IOException {
        int count = channel.read(answer);
        if (count < 0) {
            throw new IOException("closed without an answer");
        }
        int length = answer.position();
        if (length > 0 && answer.get(length - 1) == '\n') {
            finish("c", new String(answer.array(), 0, length - 1, StandardCharsets.US_ASCII));
        }
    }

    /** Ends a connection that is still open as failed. */
    void expire() throws IOException {
        if (!finished) {
            finish("f", "no answer in time");
        }
    }

    private void fail(IOException why) throws IOException {
        finish("f", String.valueOf(why.getMessage()));
    }

    private void finish(String word, String text) throws IOException {
        finished = true;
        channel.close();
        out.println(word + " " + start + " " + System.nanoTime() + " " + destination + " " + text);
    }
}
