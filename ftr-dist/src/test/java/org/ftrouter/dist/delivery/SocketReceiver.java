// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.delivery;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A receiver on a TCP port of this process. Killing it cuts its connections wherever they are. */
abstract class SocketReceiver implements Receiver {
    private static final Pattern ID = Pattern.compile("01E\\d{5}");
    private final List<String> ids = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedQueue<Socket> open = new ConcurrentLinkedQueue<>();
    private final int port;
    private volatile ServerSocket listener;
    private Thread acceptor = new Thread();

    SocketReceiver() throws IOException {
        port = FreePort.tcp();
        listener = bound(port);
        listener.close();
    }

    private static ServerSocket bound(int port) throws IOException {
        var made = new ServerSocket();
        made.setReuseAddress(true);
        made.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return made;
    }

    int port() {
        return port;
    }

    @Override
    public void start() throws IOException {
        listener = bound(port);
        ServerSocket mine = listener;
        acceptor = begin(() -> {
            while (true) {
                Socket socket = mine.accept();
                open.add(socket);
                begin(() -> {
                    try (socket) {
                        talk(
                                new DataInputStream(new BufferedInputStream(socket.getInputStream())),
                                socket.getOutputStream());
                    }
                });
            }
        });
    }

    private interface Work {
        void run() throws IOException;
    }

    private static Thread begin(Work work) {
        var thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                return; // killed, or the other side was
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Speaks the protocol on one connection. */
    abstract void talk(DataInputStream in, OutputStream out) throws IOException;

    /** It is taken, from now on. */
    void take(String message) {
        Matcher matcher = ID.matcher(message);
        if (!matcher.find()) {
            throw new IllegalStateException(message);
        }
        ids.add(matcher.group());
    }

    static String line(DataInputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
            line.append((char) c);
        }
        return line.toString().stripTrailing();
    }

    static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Override
    public void kill() throws IOException, InterruptedException {
        listener.close();
        acceptor.join(); // until it has seen that, the kernel still listens
        for (Socket socket = open.poll(); socket != null; socket = open.poll()) {
            socket.close();
        }
    }

    @Override
    public List<String> ids() {
        return ids;
    }

    /** HTTP, with a connection for each request. */
    static final class Web extends SocketReceiver {
        Web() throws IOException {}

        @Override
        public String type() {
            return "webhook";
        }

        @Override
        public Map<String, Object> settings() {
            return Map.of("url", "http://127.0.0.1:" + port() + "/");
        }

        @Override
        void talk(DataInputStream in, OutputStream out) throws IOException {
            int length = 0;
            for (String header = line(in); !header.isEmpty(); header = line(in)) {
                if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
                    length = Integer.parseInt(header.substring(15).strip());
                }
            }
            byte[] body = new byte[length];
            in.readFully(body);
            take(new String(body, StandardCharsets.UTF_8));
            say(out, "HTTP/1.1 204 taken\r\nConnection: close\r\n");
        }
    }

    /** SMTP. */
    static final class Mail extends SocketReceiver {
        private final List<String> mails = new CopyOnWriteArrayList<>();

        Mail() throws IOException {}

        /** As received, without the headers before the Message-ID. */
        List<String> mails() {
            return mails;
        }

        @Override
        void take(String mail) {
            mails.add(mail);
            super.take(mail);
        }

        @Override
        public String type() {
            return "email";
        }

        @Override
        public Map<String, Object> settings() {
            return Map.of(
                    "from",
                    "gw@example.org",
                    "to",
                    List.of("noc@example.org"),
                    "smtp",
                    Map.of("host", "127.0.0.1", "port", port(), "tls", "none"));
        }

        @Override
        void talk(DataInputStream in, OutputStream out) throws IOException {
            say(out, "220 ready");
            for (String line = line(in); !line.equals("QUIT"); line = line(in)) {
                if (!line.equals("DATA")) {
                    say(out, "250 fine");
                    continue;
                }
                say(out, "354 go on");
                var mail = new StringBuilder();
                for (line = line(in); !line.equals("."); line = line(in)) {
                    mail.append(line).append('\n');
                }
                take(mail.substring(mail.indexOf("Message-ID:")));
                say(out, "250 taken");
            }
            say(out, "221 bye");
        }
    }
}
