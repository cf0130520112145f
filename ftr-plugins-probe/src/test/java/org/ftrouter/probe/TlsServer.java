// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe;

import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.ftrouter.api.testkit.TestNamespace;

/** A server that shakes hands, reads a request, and answers it always in the same way. */
public final class TlsServer {
    private TlsServer() {}

    /** Starts one. */
    public static TcpServer start(TestNamespace namespace, int port, SSLContext context, String response) {
        return new TcpServer(namespace, port, connection -> {
            var secured = (SSLSocket) context.getSocketFactory().createSocket(connection, null, true);
            secured.startHandshake();
            TcpServer.readHeader(secured);
            secured.getOutputStream().write(response.getBytes(StandardCharsets.ISO_8859_1));
        });
    }
}
