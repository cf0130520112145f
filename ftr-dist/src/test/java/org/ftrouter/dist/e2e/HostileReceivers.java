// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Receivers in a process of their own, on loopback: two good ones, which print what comes and when, and one of each bad
 * kind. Those that answer say again what they were told, secrets too.
 */
final class HostileReceivers {
    static final int GOOD_WEB = 9001;
    static final int GOOD_SYSLOG = 9002;
    /** Takes the connection, says nothing and reads nothing; takes datagrams likewise. */
    static final int MUTE = 9003;
    /** One byte at once, and then one a minute: of HTTP, of SMTP, of MQTT. */
    static final int DRIPPING_WEB = 9004;

    static final int DRIPPING_MAIL = 9005;
    static final int DRIPPING_MQTT = 9006;
    /** Answers 500 for ever below {@code /500}, redirects in a loop below {@code /loop}, refuses for good elsewhere. */
    static final int BROKEN_WEB = 9007;
    /** Says 451 for ever to whoever wants to send. */
    static final int BUSY_MAIL = 9008;
    /** Refuses every login for good. */
    static final int STRICT_MAIL = 9009;
    /** Refuses every login. */
    static final int STRICT_MQTT = 9010;
    /** Shows a certificate that nobody trusts. */
    static final int FORGED = 9011;

    /** Takes the connection, and of what is sent no more than one message. */
    static final int UNREAD = 9012;
    /** Begins TLS when asked to, with a certificate that nobody trusts. */
    static final int FORGED_MAIL = 9013;

    private static final List<AutoCloseable> KEPT = new ArrayList<>(); // or they would be closed some day
    private static final long MINUTE = 60_000;

    private HostileReceivers() {}

    /** Arguments: a PKCS 12 file, its password, and which of its certificates is shown. Runs until it is killed. */
    public static void main(String[] arguments) throws Exception {
        good();
        accept(MUTE, socket -> Thread.sleep(100 * MINUTE));
        KEPT.add(new DatagramSocket(MUTE, InetAddress.getLoopbackAddress()));
        unread();
        accept(DRIPPING_WEB, socket -> drip(socket, "HTTP/1.1 204 taken\r\n\r\n"));
        accept(DRIPPING_MAIL, socket -> drip(socket, "220 ready\r\n"));
        accept(DRIPPING_MQTT, socket -> drip(socket, " \u0002\0\0"));
        broken();
        accept(BUSY_MAIL, socket -> mail(socket, "250-me\r\n250 AUTH PLAIN LOGIN", "235 in", "451 later: "));
        accept(STRICT_MAIL, socket -> mail(socket, "250-me\r\n250 AUTH PLAIN", "535 no: ", "550 no: "));
        accept(STRICT_MQTT, socket -> {
            socket.getInputStream().read(new byte[4096]);
            socket.getOutputStream().write(new byte[] {0x20, 2, 0, 5}); // not authorised
        });
        SSLContext forged = forged(Path.of(arguments[0]), arguments[1].toCharArray(), arguments[2]);
        accept(
                forged.getServerSocketFactory(),
                FORGED,
                socket -> socket.getInputStream().read());
        accept(FORGED_MAIL, socket -> startTls(socket, forged));
        System.out.println("listening");
    }

    private static synchronized void tell(String kind, String text) {
        System.out.println(
                kind + " " + Instant.now() + " " + text.replace('\n', ' ').replace('\r', ' '));
    }

    private static void good() throws IOException {
        web(GOOD_WEB, exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            tell("web", body);
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        accept(GOOD_SYSLOG, socket -> {
            InputStream in = socket.getInputStream();
            while (true) { // octet-counted, RFC 6587
                int length = 0;
                for (int c = in.read(); c != ' '; c = in.read()) {
                    if (c < '0' || c > '9') {
                        throw new IOException("no octet count");
                    }
                    length = length * 10 + c - '0';
                }
                tell("syslog", new String(in.readNBytes(length), StandardCharsets.UTF_8));
            }
        });
    }

    private static void broken() throws IOException {
        web(BROKEN_WEB, exchange -> {
            String path = exchange.getRequestURI().toString();
            byte[] echo = (path + exchange.getRequestHeaders().entrySet()).getBytes(StandardCharsets.UTF_8);
            if (path.startsWith("/loop")) {
                exchange.getResponseHeaders().set("Location", path);
                exchange.sendResponseHeaders(307, -1);
            } else {
                exchange.sendResponseHeaders(path.startsWith("/500") ? 500 : 410, echo.length);
                exchange.getResponseBody().write(echo);
            }
            exchange.close();
        });
    }

    private interface Handler {
        void handle(HttpExchange exchange) throws IOException;
    }

    private static void web(int port, Handler handler) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", handler::handle);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
    }

    private static void drip(Socket socket, String answer) throws IOException, InterruptedException {
        for (byte octet : answer.getBytes(StandardCharsets.ISO_8859_1)) {
            socket.getOutputStream().write(octet);
            Thread.sleep(MINUTE);
        }
    }

    private static void mail(Socket socket, String features, String login, String rest) throws IOException {
        say(socket, "220 me");
        for (String line = line(socket.getInputStream()); !line.isEmpty(); line = line(socket.getInputStream())) {
            String answer = line.startsWith("AUTH") ? login : rest;
            say(socket, line.startsWith("EHLO") ? features : answer + line);
        }
    }

    private static void startTls(Socket socket, SSLContext context) throws IOException {
        say(socket, "220 me");
        for (String line = line(socket.getInputStream()); !line.isEmpty(); line = line(socket.getInputStream())) {
            say(socket, line.startsWith("EHLO") ? "250-me\r\n250-AUTH PLAIN LOGIN\r\n250 STARTTLS" : "220 begin");
            if (line.equals("STARTTLS")) {
                var secured = (SSLSocket) context.getSocketFactory().createSocket(socket, null, true);
                secured.setUseClientMode(false);
                mail(secured, "250-me\r\n250 AUTH PLAIN LOGIN", "235 in", "250 fine: ");
            }
        }
    }

    /** Nobody even accepts: the kernel shakes hands, and takes what it has room for. */
    private static void unread() throws IOException {
        var server = new ServerSocket();
        server.setReceiveBufferSize(1);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), UNREAD), 200);
        KEPT.add(server);
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            line.append((char) c);
        }
        return line.toString().strip();
    }

    private static void say(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    private static SSLContext forged(Path store, char[] password, String alias) throws Exception {
        KeyStore all = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            all.load(in, password);
        }
        KeyStore one = KeyStore.getInstance("PKCS12");
        one.load(null, null);
        one.setKeyEntry(alias, all.getKey(alias, password), password, all.getCertificateChain(alias));
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(one, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private interface Script {
        void run(Socket socket) throws IOException, InterruptedException;
    }

    private static void accept(int port, Script script) throws IOException {
        accept(ServerSocketFactory.getDefault(), port, script);
    }

    private static void accept(ServerSocketFactory factory, int port, Script script) throws IOException {
        ServerSocket server = factory.createServerSocket(port, 200, InetAddress.getLoopbackAddress());
        begin(() -> {
            while (true) {
                Socket socket = server.accept();
                begin(() -> {
                    try (socket) {
                        script.run(socket);
                    }
                });
            }
        });
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static void begin(Work work) {
        new Thread(() -> {
                    try {
                        work.run();
                    } catch (IOException | InterruptedException e) {
                        return; // the other side has gone
                    }
                })
                .start();
    }
}
