// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.email;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/** A socket that reads no more than a mail server needs to say: the mail library keeps an endless line in memory. */
final class BoundedSocket extends Socket {
    static final int MOST = 256 * 1024;
    private int left = MOST;

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(super.getInputStream()) {
            @Override
            public int read() throws IOException {
                return taken(super.read(), 1);
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int count = super.read(buffer, offset, length);
                return taken(count, count);
            }
        };
    }

    private int taken(int result, int count) throws IOException {
        left -= Math.max(0, count);
        if (left < 0) {
            throw new IOException("the server sent more than " + MOST / 1024 + " KiB");
        }
        return result;
    }
}
