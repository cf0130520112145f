// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.syslog;

import java.io.IOException;
import org.ftrouter.linux.UnixDatagram;

/** The socket of the local daemon. Opened for each message, so that a restarted daemon is found; never blocks. */
final class LocalWire implements Wire {
    private final String path;

    LocalWire(String path) {
        this.path = path;
    }

    @Override
    public void send(byte[] message) throws IOException {
        try (var socket = new UnixDatagram(path)) {
            socket.send(message);
        }
    }

    @Override
    public void close() {
        // nothing is open between messages
    }
}
