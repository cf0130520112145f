// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.ftrouter.api.Settings;
import org.jspecify.annotations.Nullable;

/**
 * Speaks TLS over a connection, and believes a server only if an authority vouches for it and its host name. The JDK's
 * TLS costs 12 to 18 MB of memory the first time it is used: that is with the first handshake.
 */
public final class Trust {
    private final Collection<? extends Certificate> authorities;
    private @Nullable SSLContext context;

    private Trust(Collection<? extends Certificate> authorities) {
        this.authorities = List.copyOf(authorities);
    }

    /** The key {@code ca-file}: a PEM file of the authorities believed, instead of those that Java knows. */
    public static Trust read(Settings settings) {
        if (!settings.has("ca-file")) {
            return new Trust(List.of());
        }
        String file = settings.string("ca-file");
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            var found = CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (found.isEmpty()) {
                settings.problem("ca-file", "is '" + file + "', in which there is no certificate");
            }
            return new Trust(found);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            settings.problem("ca-file", "is '" + file + "', which cannot be read as PEM certificates: " + e);
            return new Trust(List.of());
        }
    }

    /** Shakes hands with the server and checks its certificates for this host. */
    public SSLSocket handshake(Socket connection, String host, int port) throws IOException {
        var socket = (SSLSocket) context().getSocketFactory().createSocket(connection, host, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private synchronized SSLContext context() throws SSLException {
        if (context == null) {
            try {
                context = SSLContext.getInstance("TLS");
                var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                managers.init(authorities.isEmpty() ? null : store());
                context.init(null, managers.getTrustManagers(), null);
            } catch (GeneralSecurityException | IOException e) {
                context = null;
                throw new SSLException("TLS cannot be used: " + e.getMessage(), e);
            }
        }
        return context;
    }

    private KeyStore store() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        int number = 0;
        for (Certificate authority : authorities) {
            store.setCertificateEntry("authority-" + number++, authority);
        }
        return store;
    }
}
