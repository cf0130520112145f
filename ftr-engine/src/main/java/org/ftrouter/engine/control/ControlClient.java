// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.control;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** Asks a running daemon, and waits no longer than one that lives would take. */
public final class ControlClient {
    /** How long a daemon may be silent that only has to say what it knows. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    /** A reload answers when it is done; the daemon itself hangs up before this is over. */
    static final Duration RELOAD_PATIENCE = Duration.ofSeconds(20);

    private static final int CHUNK = 8192;

    private ControlClient() {}

    /**
     * Sends one request and returns the whole answer.
     *
     * @throws SilentDaemonException if there is one, and it says nothing for so long
     * @throws IOException if there is no daemon at the socket, it may not be asked, or it hangs up without an answer
     */
    public static String ask(Path socket, String request) throws IOException {
        return ask(socket, request, request.startsWith("reload") ? RELOAD_PATIENCE : PATIENCE);
    }

    static String ask(Path socket, String request, Duration patience) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                var silence = new SilenceGuard(channel, patience)) {
            channel.connect(UnixDomainSocketAddress.of(socket)); // waits while a stopped daemon's queue is full
            channel.write(ByteBuffer.wrap((request + "\n").getBytes(StandardCharsets.UTF_8)));
            String answer = readAll(channel, silence);
            if (answer.isEmpty()) {
                throw new EOFException("it hung up without an answer");
            }
            return answer;
        } catch (ClosedChannelException e) {
            throw new SilentDaemonException(socket, patience, e);
        }
    }

    private static String readAll(SocketChannel channel, SilenceGuard silence) throws IOException {
        var answer = new ByteArrayOutputStream();
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        while (channel.read(chunk) >= 0) {
            silence.broken();
            answer.write(chunk.array(), 0, chunk.position());
            chunk.clear();
        }
        return answer.toString(StandardCharsets.UTF_8);
    }
}
