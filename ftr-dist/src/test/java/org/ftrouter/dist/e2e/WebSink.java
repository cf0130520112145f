// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** A process that answers whatever page is asked for, at every address of its machine: port and status are arguments. */
final class WebSink {
    private WebSink() {}

    public static void main(String[] arguments) throws Exception {
        int status = Integer.parseInt(arguments[1]);
        HttpServer server = HttpServer.create(new InetSocketAddress(Integer.parseInt(arguments[0])), 0);
        server.createContext("/", exchange -> {
            byte[] page = "Log in".getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(status, status == 204 ? -1 : page.length);
            if (status != 204) {
                exchange.getResponseBody().write(page);
            }
            exchange.close();
        });
        server.start();
        System.out.println("listening");
    }
}
