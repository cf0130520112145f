// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
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
    public void walk(Optional<CheckedTls> encryption) throws NotifyException, InterruptedException {
        var dialler = new Dialler(Names.unkept(), Socket::new);
        Attempt.run(
                new Attempt.Work() {
                    @Override
                    public void deliver() throws NotifyException {
                        try (Socket socket = dialler.connect(host, port, timeout, steps)) {
                            if (encryption.isPresent()) {
                                encrypt(socket, encryption.get());
                            }
                        } catch (IOException e) {
                            throw new NotifyException(new Censor(List.of()).reason(e));
                        }
                    }

                    @Override
                    public void abandon() {
                        dialler.abandon();
                    }

                    @Override
                    public String unfinished() {
                        return host + ":" + port + " did not finish this step";
                    }
                },
                timeout);
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

    private void encrypt(Socket connected, CheckedTls encryption) throws IOException {
        steps.begin("tls", "");
        try (SSLSocket socket = encryption.createSocket(connected, host, port, true)) {
            socket.startHandshake();
            steps.passed(CheckedTls.shown(socket.getSession()));
        }
    }
}
