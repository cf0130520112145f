// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.testkit;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** An authority and server certificates signed by it, made by the JDK's own tool. */
public final class Certificates {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private final Path folder;
    private final Path store;

    /** Makes the authority. */
    public Certificates(Path folder) throws Exception {
        this.folder = folder;
        this.store = folder.resolve("all.p12");
        keytool("ca", List.of("-ext", "bc:c"));
    }

    /** Makes a certificate for names as in {@code dns:localhost,ip:127.0.0.1}; the options may move its dates. */
    public void sign(String alias, String names, String... options) throws Exception {
        var arguments = new ArrayList<>(List.of("-signer", "ca", "-ext", "san=" + names));
        arguments.addAll(List.of(options));
        keytool(alias, arguments);
    }

    /** What a server needs to show this certificate. */
    public SSLContext server(String alias) throws Exception {
        KeyStore all = load();
        KeyStore one = KeyStore.getInstance("PKCS12");
        one.load(null, null);
        one.setKeyEntry(alias, all.getKey(alias, PASSWORD), PASSWORD, all.getCertificateChain(alias));
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(one, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    /** A file that makes a client trust this one. */
    public Path pem(String alias) throws Exception {
        return Files.writeString(
                folder.resolve(alias + ".pem"),
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(load().getCertificate(alias).getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
    }

    /** The key of a certificate, for servers that are not Java. */
    public Path key(String alias) throws Exception {
        return Files.writeString(
                folder.resolve(alias + ".key"),
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(load().getKey(alias, PASSWORD).getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
    }

    /** The PKCS #12 file with all of them, whose password is {@code changeit}. */
    public Path store() {
        return store;
    }

    private KeyStore load() throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        return keys;
    }

    private void keytool(String alias, List<String> arguments) throws Exception {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC")); // it only starts and ends
        command.addAll(List.of("-genkeypair", "-alias", alias, "-dname", "CN=" + alias, "-keyalg", "EC"));
        command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12"));
        command.addAll(List.of("-storepass", new String(PASSWORD)));
        command.addAll(arguments);
        Path output = Files.createTempFile(folder, "keytool", ".log");
        int exit = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        if (exit != 0) {
            throw new AssertionError(Files.readString(output));
        }
    }
}
