// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * One long-lived flow: asks a line regularly and reports each line that comes back. TCP breaks for good; UDP cannot
 * break, its errors are lost datagrams.
 */
final class Hold implements Ready {
    private final PrintStream out;
    private final String id;
    private final SelectableChannel channel;
    private final long every;
    private final StringBuilder partial = new StringBuilder();
    private long next = System.nanoTime();
    private boolean connected;
    private boolean broken;

    private Hold(PrintStream out, String id, SelectableChannel channel, long every) {
        this.out = out;
        this.id = id;
        this.channel = channel;
        this.every = every;
    }

    static Hold open(Selector selector, PrintStream out, String[] words) throws IOException {
        var server = new InetSocketAddress(words[3], Integer.parseInt(words[4]));
        long every = Long.parseLong(words[5]) * 1_000_000;
        boolean tcp = words[2].equals("tcp");
        SelectableChannel channel = tcp ? SocketChannel.open() : DatagramChannel.open();
        channel.configureBlocking(false);
        var hold = new Hold(out, words[1], channel, every);
        channel.register(selector, tcp ? SelectionKey.OP_CONNECT : SelectionKey.OP_READ, hold);
        try {
            if (channel instanceof SocketChannel stream) {
                stream.connect(server);
            } else {
                ((DatagramChannel) channel).connect(server);
                hold.connected = true;
            }
        } catch (IOException e) {
            hold.failed(e);
        }
        return hold;
    }

    long next() {
        return next;
    }

    boolean isBroken() {
        return broken;
    }

    void close() throws IOException {
        broken = true;
        channel.close();
    }

    void turn(long now) throws IOException {
        if (next - now > 0) {
            return;
        }
        next = Math.max(next + every, now);
        if (connected && !broken) {
            try {
                ((ByteChannel) channel).write(ByteBuffer.wrap(new byte[] {'\n'}));
            } catch (IOException e) {
                failed(e);
            }
        }
    }

    @Override
    public void ready(SelectionKey key) throws IOException {
        try {
            if (key.isConnectable()) {
                connected = ((SocketChannel) channel).finishConnect();
                key.interestOps(SelectionKey.OP_READ);
            } else {
                read();
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    private void read() throws IOException {
        var bytes = ByteBuffer.allocate(512);
        if (((ByteChannel) channel).read(bytes) < 0) {
            throw new IOException("closed by the other side");
        }
        partial.append(StandardCharsets.US_ASCII.decode(bytes.flip()));
        for (int end = partial.indexOf("\n"); end >= 0; end = partial.indexOf("\n")) {
            out.println("h " + id + " " + System.nanoTime() + " " + partial.substring(0, end));
            partial.delete(0, end + 1);
        }
    }

    private void failed(IOException why) throws IOException {
        if (channel instanceof SocketChannel && !broken) {
            close();
            out.println("x " + id + " " + System.nanoTime() + " " + why.getMessage());
        }
    }
}
