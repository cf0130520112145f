// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.syslog;

import java.io.IOException;

/** A way to a syslog daemon. */
interface Wire {

    /** Hands over one message; may block until closed. Called by one thread at a time. */
    void send(byte[] message) throws IOException;

    /** Frees everything and ends a {@link #send} that blocks. For any thread, any number of times. */
    void close();
}
