// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.email;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A self-signed certificate made by the JDK's own tool.
 *
 * @param server what a server needs to show it
 * @param pem the file that makes a client trust it
 */
record Certificates(SSLContext server, Path pem) {
    private static final char[] PASSWORD = "changeit".toCharArray();

    /** For names as in {@code dns:localhost,ip:127.0.0.1}; the options may move its dates. */
    static Certificates make(Path folder, String name, String names, String... options) throws Exception {
        Path store = folder.resolve(name + ".p12");
        Path pem = folder.resolve(name + ".pem");
        var make = new java.util.ArrayList<>(
                List.of("-genkeypair", "-alias", "a", "-keyalg", "EC", "-dname", "CN=" + name));
        make.addAll(List.of("-ext", "san=" + names));
        make.addAll(List.of(options));
        keytool(store, make);
        keytool(store, List.of("-exportcert", "-rfc", "-alias", "a", "-file", pem.toString()));
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return new Certificates(context, pem);
    }

    private static void keytool(Path store, List<String> arguments) throws Exception {
        var command = new java.util.ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(arguments);
        command.addAll(
                List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", new String(PASSWORD)));
        var output = Files.createTempFile(store.getParent(), "keytool", ".log");
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
