// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.ftrouter.api.Settings;

/** Whose certificates are believed. */
public final class Trust {
    private Trust() {}

    /**
     * Reads {@code ca-file}: what the authorities in a PEM file have signed, and nothing else. A server's own certificate
     * may stand there too; it is then trusted whatever its dates say, as the JDK does. Empty if the key is missing (the
     * authorities of the system decide) or wrong (a problem).
     */
    public static Optional<SSLContext> read(Settings settings) {
        String file = settings.string("ca-file", "");
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(in(Path.of(file)));
        } catch (IOException | GeneralSecurityException | InvalidPathException e) {
            settings.problem(
                    "ca-file",
                    "'" + file + "' cannot be used, it must be a readable file of PEM certificates: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static SSLContext in(Path caFile) throws IOException, GeneralSecurityException {
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
        return context;
    }
}
