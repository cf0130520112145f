// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Puts TLS on a connected socket and lets no handshake pass unless the certificate is trusted and issued for the
 * configured host. The JDK checks the name, also for hosts given as an address; the mail library would not.
 */
public final class CheckedTls extends SSLSocketFactory {
    private final SSLSocketFactory sockets;
    private final String host;

    private CheckedTls(SSLSocketFactory sockets, String host) {
        this.sockets = sockets;
        this.host = host;
    }

    /** Trusts what the context trusts; without one, the authorities of the system. */
    public static CheckedTls trusting(Optional<SSLContext> trust, String host) {
        return new CheckedTls(
                trust.map(SSLContext::getSocketFactory)
                        .orElseGet(() -> (SSLSocketFactory) SSLSocketFactory.getDefault()),
                host);
    }

    /** TLS over the socket, closing it when closed. The name that the mail library passes is not looked at. */
    @Override
    public SSLSocket createSocket(Socket socket, String ignored, int port, boolean autoClose) throws IOException {
        var encrypted = (SSLSocket) sockets.createSocket(socket, host, port, true);
        var parameters = encrypted.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS"); // RFC 2818 names, the same rules as SMTP's RFC 7817
        encrypted.setSSLParameters(parameters);
        return encrypted;
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return sockets.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return sockets.getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw unconnected();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        throw unconnected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        throw unconnected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        throw unconnected();
    }

    private static SocketException unconnected() {
        return new SocketException("only connected sockets can be encrypted here");
    }
}
