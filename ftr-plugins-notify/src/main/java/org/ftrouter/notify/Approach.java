// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.SSLSocket;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.api.notify.Steps;

/**
 * The way to a receiver, walked step by step for people and for nothing else: name look-up, connection, encryption. The
 * delivery proper comes after it and makes a connection of its own.
 */
public final class Approach {
    private final String host;
    private final int port;
    private final Duration timeout;
    private final Steps steps;

    /** To a host and port. */
    public Approach(String host, int port, Duration timeout, Steps steps) {
        this.host = host;
        this.port = port;
        this.timeout = timeout;
        this.steps = steps;
    }

    /** Looks up the name, connects and, unless empty, encrypts. */
    public void walk(Optional<CheckedTls> encryption) throws NotifyException {
        try (Socket socket = connected(addresses())) {
            if (encryption.isPresent()) {
                encrypt(socket, encryption.get());
            }
        } catch (IOException e) {
            throw new NotifyException(new Censor(java.util.List.of()).reason(e));
        }
    }

    /** Looks up the name and no more. */
    public InetAddress[] addresses() throws NotifyException {
        steps.begin("name", host);
        try {
            InetAddress[] addresses = InetAddress.getAllByName(host);
            steps.passed(shown(addresses));
            return addresses;
        } catch (IOException e) {
            throw new NotifyException("no address is known for " + host);
        }
    }

    /** {@code -> 192.0.2.1, 2001:db8::1}. */
    public static String shown(InetAddress[] addresses) {
        return Arrays.stream(addresses).map(InetAddress::getHostAddress).collect(Collectors.joining(", ", "-> ", ""));
    }

    private Socket connected(InetAddress[] addresses) throws IOException {
        IOException failed = new IOException("no address");
        for (InetAddress address : addresses) {
            steps.begin("connect", address.getHostAddress() + " port " + port);
            var socket = new Socket();
            try {
                socket.connect(
                        new InetSocketAddress(address, port), (int) Math.max(1, timeout.toMillis() / addresses.length));
                steps.passed("");
                return socket;
            } catch (IOException e) {
                socket.close();
                failed = e;
            }
        }
        throw failed;
    }

    private void encrypt(Socket connected, CheckedTls encryption) throws IOException {
        steps.begin("tls", "");
        connected.setSoTimeout((int) timeout.toMillis());
        try (SSLSocket socket = encryption.createSocket(connected, host, port, true)) {
            socket.startHandshake();
            steps.passed(CheckedTls.shown(socket.getSession()));
        }
    }
}
