// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Puts TLS on a connected socket and lets no handshake pass unless the certificate is trusted and issued for the
 * configured host. The JDK checks the name, also for hosts given as an address; the mail library would not.
 */
public final class CheckedTls extends SSLSocketFactory {
    private final SSLSocketFactory sockets;
    private final String host;
    private final Consumer<SSLSocket> made;

    private CheckedTls(SSLSocketFactory sockets, String host, Consumer<SSLSocket> made) {
        this.sockets = sockets;
        this.host = host;
        this.made = made;
    }

    /** Trusts what the context trusts; without one, the authorities of the system. */
    public static CheckedTls trusting(Optional<SSLContext> trust, String host) {
        return new CheckedTls(
                trust.map(SSLContext::getSocketFactory)
                        .orElseGet(() -> (SSLSocketFactory) SSLSocketFactory.getDefault()),
                host,
                socket -> {});
    }

    /** The same, and somebody is told of each socket that is made, before its handshake. */
    public CheckedTls watchedBy(Consumer<SSLSocket> watcher) {
        return new CheckedTls(sockets, host, watcher);
    }

    /** What was agreed on, for people: version, whose certificate it is, how long it is valid. */
    public static String shown(SSLSession session) {
        try {
            var certificate = (X509Certificate) session.getPeerCertificates()[0];
            long days = Duration.between(
                            Instant.now(), certificate.getNotAfter().toInstant())
                    .toDays();
            String subject = certificate.getSubjectX500Principal().getName();
            String name =
                    subject.isEmpty() ? certificate.getIssuerX500Principal().getName() : subject;
            return session.getProtocol() + ", " + PlainText.line(name, 60) + ", " + days + " days left";
        } catch (SSLPeerUnverifiedException e) {
            return session.getProtocol();
        }
    }

    /** TLS over the socket, closing it when closed. The name that the mail library passes is not looked at. */
    @Override
    public SSLSocket createSocket(Socket socket, String ignored, int port, boolean autoClose) throws IOException {
        var encrypted = (SSLSocket) sockets.createSocket(socket, host, port, true);
        var parameters = encrypted.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS"); // RFC 2818 names, the same rules as SMTP's RFC 7817
        encrypted.setSSLParameters(parameters);
        made.accept(encrypted);
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
