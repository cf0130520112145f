// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code PORT FILE}: answers every page with 204 until there is the file, and then leads to what stands in it. */
final class RudePage {
    private RudePage() {}

    public static void main(String[] arguments) throws IOException {
        Path text = Path.of(arguments[1]);
        try (var server = new ServerSocket(Integer.parseInt(arguments[0]))) {
            System.out.println("listening");
            while (true) {
                try (Socket peer = server.accept()) {
                    answer(peer, text);
                } catch (IOException e) {
                    System.out.println(e.getMessage());
                }
            }
        }
    }

    private static void answer(Socket peer, Path text) throws IOException {
        var in = new BufferedReader(new InputStreamReader(peer.getInputStream(), StandardCharsets.UTF_8));
        String line = in.readLine();
        while (line != null && !line.isEmpty()) {
            line = in.readLine();
        }
        String header = Files.exists(text)
                ? "302 " + Files.readString(text) + "\r\nLocation: http://portal/" + Files.readString(text)
                : "204 No Content";
        peer.getOutputStream().write(("HTTP/1.1 " + header + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
    }
}
