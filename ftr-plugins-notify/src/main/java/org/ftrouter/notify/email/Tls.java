// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.email;

/** How the connection to the mail server is encrypted. */
enum Tls {
    /** Plain greeting, then encryption, and without it nothing: there is no fallback to plain text. */
    STARTTLS(587),
    /** Encrypted from the first byte. */
    TLS(465),
    /** Never encrypted. */
    NONE(25);

    private final int port;

    Tls(int port) {
        this.port = port;
    }

    /** The usual port for it. */
    int port() {
        return port;
    }
}
