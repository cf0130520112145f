// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.email;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * Puts TLS on a connected socket and lets no handshake pass unless the certificate is trusted and issued for the
 * configured host. The JDK checks the name, also for hosts given as an address; the mail library would not.
 */
final class CheckedTls extends SSLSocketFactory {
    private final SSLSocketFactory sockets;
    private final String host;

    private CheckedTls(SSLSocketFactory sockets, String host) {
        this.sockets = sockets;
        this.host = host;
    }

    /** Trusts the authorities of the system. */
    static CheckedTls trustingTheSystem(String host) {
        return new CheckedTls((SSLSocketFactory) SSLSocketFactory.getDefault(), host);
    }

    /**
     * Trusts what the authorities in a PEM file have signed, and nothing else. A server's own certificate may stand there
     * too; it is then trusted whatever its dates say, as the JDK does.
     */
    static CheckedTls trusting(Path caFile, String host) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (InputStream pem = Files.newInputStream(caFile)) {
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                trusted.setCertificateEntry("ca" + number++, certificate);
            }
            if (number == 0) {
                throw new GeneralSecurityException("holds no PEM certificate");
            }
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return new CheckedTls(context.getSocketFactory(), host);
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
