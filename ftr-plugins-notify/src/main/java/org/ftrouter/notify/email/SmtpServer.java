// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.email;

import java.time.Duration;
import java.util.Optional;
import org.ftrouter.api.Secret;
import org.ftrouter.notify.CheckedTls;
import org.ftrouter.notify.Names;

/**
 * The mail server to hand mail to.
 *
 * @param host name or address
 * @param port TCP port
 * @param tls encryption
 * @param encryption checks certificate and name when encryption starts
 * @param login name and password, empty: none
 * @param names who looks up the host
 * @param timeout for a whole delivery
 * @param ownName what we call ourselves in EHLO
 */
record SmtpServer(
        String host,
        int port,
        Tls tls,
        CheckedTls encryption,
        Optional<Login> login,
        Names names,
        Duration timeout,
        String ownName) {

    /** Who we are to the server. */
    record Login(String user, Secret password) {}

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
