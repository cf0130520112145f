// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.control;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Asks a running daemon. */
public final class ControlClient {
    private ControlClient() {}

    /**
     * Sends one request and returns the whole answer.
     *
     * @throws IOException if there is no daemon at the socket, or it may not be asked
     */
    public static String ask(Path socket, String request) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            channel.write(ByteBuffer.wrap((request + "\n").getBytes(StandardCharsets.UTF_8)));
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
