// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.email;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A mail server that does what a test wants, one connection after the other. */
public final class ScriptedSmtp implements Closeable {
    /** Commands as received; payloads of mails are in {@link #mails}. */
    public final List<String> commands = new CopyOnWriteArrayList<>();

    /** Mails as received, with LF. */
    public final List<String> mails = new CopyOnWriteArrayList<>();

    private final Map<String, String> answers = new LinkedHashMap<>();
    private final ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    private final ConcurrentLinkedQueue<Socket> open = new ConcurrentLinkedQueue<>();
    private final Script script;
    private @Nullable SSLContext startTls;

    /** What to do with a connection; it is closed afterwards. */
    public interface Script {
        void talk(Socket socket) throws IOException;
    }

    private ScriptedSmtp(@Nullable Script script) throws IOException {
        this.script = script != null ? script : this::serve;
        var thread = new Thread(this::accept, "smtp");
        thread.setDaemon(true);
        thread.start();
    }

    static ScriptedSmtp hostile(Script script) throws IOException {
        return new ScriptedSmtp(script);
    }

    public static ScriptedSmtp polite() throws IOException {
        return new ScriptedSmtp(null);
    }

    /** Offers STARTTLS. */
    static ScriptedSmtp startTls(SSLContext context) throws IOException {
        var server = new ScriptedSmtp(null);
        server.startTls = context;
        return server;
    }

    /** Encrypted from the first byte. */
    static ScriptedSmtp tls(SSLContext context) throws IOException {
        var holder = new ScriptedSmtp[1];
        holder[0] = new ScriptedSmtp(socket -> holder[0].serve(encrypted(context, socket)));
        return holder[0];
    }

    /** Answers commands that start like this with this instead of "all right". */
    ScriptedSmtp answering(String command, String answer) {
        answers.put(command, answer);
        return this;
    }

    void answersNormally() {
        answers.clear();
    }

    public int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try (Socket socket = listener.accept()) {
                open.add(socket);
                script.talk(socket);
            } catch (IOException e) {
                commands.add("(closed)");
            }
        }
    }

    private void serve(Socket socket) throws IOException {
        BufferedReader in = reader(socket);
        OutputStream out = socket.getOutputStream();
        say(out, "220 test ready");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            commands.add(line);
            String answer = answer(line);
            say(out, answer);
            if (line.startsWith("STARTTLS") && answer.startsWith("220") && startTls != null) {
                SSLSocket encrypted = encrypted(startTls, socket);
                in = reader(encrypted);
                out = encrypted.getOutputStream();
            } else if (answer.startsWith("354")) {
                mails.add(payload(in));
                say(out, answers.getOrDefault("(mail)", "250 taken"));
            } else if (answer.startsWith("221")) {
                return;
            }
        }
    }

    private String answer(String line) {
        for (Map.Entry<String, String> special : answers.entrySet()) {
            if (line.startsWith(special.getKey())) {
                return special.getValue();
            }
        }
        if (line.startsWith("EHLO")) {
            return "250-test\r\n" + (startTls != null ? "250-STARTTLS\r\n" : "") + "250 AUTH PLAIN LOGIN";
        }
        return switch (line.split(" ", 2)[0]) {
            case "STARTTLS" -> "220 go on";
            case "AUTH" -> "235 welcome";
            case "DATA" -> "354 go on";
            case "QUIT" -> "221 bye";
            default -> "250 fine";
        };
    }

    private static String payload(BufferedReader in) throws IOException {
        var mail = new StringBuilder();
        for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
            mail.append(line.startsWith(".") ? line.substring(1) : line).append('\n');
        }
        return mail.toString();
    }

    private static SSLSocket encrypted(SSLContext context, Socket socket) throws IOException {
        var encrypted = (SSLSocket) context.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
        encrypted.setUseClientMode(false);
        return encrypted;
    }

    static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    }

    static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
