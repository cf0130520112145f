// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A mail server (RFC 5321) in a process of its own, for a network namespace: {@code polite} takes every mail and prints
 * it, {@code hanging} accepts connections and never says a word.
 */
final class SmtpSink {
    private SmtpSink() {}

    /** Arguments: {@code polite} or {@code hanging}, and the port. Runs until it is killed. */
    public static void main(String[] arguments) throws IOException {
        boolean polite = arguments[0].equals("polite");
        try (var listener = new ServerSocket(Integer.parseInt(arguments[1]))) {
            System.out.println("listening");
            for (int number = 1; ; number++) {
                Socket client = listener.accept();
                System.out.println("client " + number + " from " + client.getRemoteSocketAddress());
                if (polite) {
                    talk(client);
                }
            }
        }
    }

    private static void talk(Socket client) {
        try (client) {
            client.setSoTimeout(20_000);
            var in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
            OutputStream out = client.getOutputStream();
            say(out, "220 sink ready");
            boolean data = false;
            for (String line = in.readLine(); line != null && !line.equals("QUIT"); line = in.readLine()) {
                if (data) {
                    System.out.println(line);
                    data = !line.equals(".");
                    say(out, data ? "" : "250 taken");
                } else {
                    data = line.equals("DATA");
                    say(out, data ? "354 go on" : "250 fine");
                }
            }
            say(out, "221 bye");
        } catch (IOException e) {
            System.out.println("broken: " + e);
        }
    }

    private static void say(OutputStream out, String line) throws IOException {
        if (!line.isEmpty()) {
            out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }
    }
}
