// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A process that shakes hands by TLS at every address of its machine, and answers whoever asks for a page: port, key store
 * and the name in it are arguments.
 */
final class TlsSink {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final String PAGE = "HTTP/1.1 204 No Content\r\n\r\n";
    private static final int PATIENCE = 5000;

    private TlsSink() {}

    public static void main(String[] arguments) throws Exception {
        var context = SSLContext.getInstance("TLS");
        context.init(managers(Path.of(arguments[1]), arguments[2]).getKeyManagers(), null, null);
        try (var server = context.getServerSocketFactory().createServerSocket(Integer.parseInt(arguments[0]))) {
            System.out.println("listening");
            while (true) {
                var peer = (SSLSocket) server.accept();
                new Thread(() -> shakeHands(peer)).start();
            }
        }
    }

    private static KeyManagerFactory managers(Path store, String alias) throws Exception {
        KeyStore all = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            all.load(in, PASSWORD);
        }
        KeyStore one = KeyStore.getInstance("PKCS12");
        one.load(null, null);
        one.setKeyEntry(alias, all.getKey(alias, PASSWORD), PASSWORD, all.getCertificateChain(alias));
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(one, PASSWORD);
        return managers;
    }

    private static void shakeHands(SSLSocket peer) {
        try (peer) {
            peer.setSoTimeout(PATIENCE);
            peer.startHandshake();
            var in = new BufferedReader(new InputStreamReader(peer.getInputStream(), StandardCharsets.US_ASCII));
            for (String line = in.readLine(); line != null; line = in.readLine()) { // until it goes
                if (line.isEmpty()) {
                    peer.getOutputStream().write(PAGE.getBytes(StandardCharsets.US_ASCII));
                }
            }
        } catch (IOException e) { // it did not like what it saw
            System.out.println(e.getMessage());
        }
    }
}
