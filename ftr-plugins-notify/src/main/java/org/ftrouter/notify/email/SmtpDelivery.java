// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.email;

import com.sun.mail.smtp.SMTPTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Properties;
import javax.mail.MessagingException;
import javax.mail.PasswordAuthentication;
import javax.mail.Session;
import javax.mail.URLName;
import javax.net.ssl.SSLSocket;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.notify.Attempt;
import org.jspecify.annotations.Nullable;

/** One visit to the mail server, with a mail for each language. Sockets are ours, so that we can close them at any time. */
final class SmtpDelivery implements Attempt.Work {
    private final SmtpServer server;
    private final List<Mail> mails;
    private final Outcome outcome;
    private final SmtpWords words;
    private volatile String step = "the name look-up";
    private @Nullable Socket socket;
    private boolean abandoned;

    /** The outcome is told of each mail as soon as the server has answered. */
    SmtpDelivery(SmtpServer server, List<Mail> mails, Outcome outcome) {
        this.server = server;
        this.mails = mails;
        this.outcome = outcome;
        this.words = new SmtpWords(server);
    }

    @Override
    public void deliver() throws NotifyException {
        try {
            converse(connected());
        } catch (IOException e) {
            throw new NotifyException(server + " cannot be reached, " + step + " failed: " + words.of(e));
        } finally {
            disconnect();
        }
    }

    private void converse(Socket connected) throws NotifyException, IOException {
        Session session = session();
        var transport = new SMTPTransport(session, new URLName("smtp", null, -1, null, null, null));
        try {
            greet(transport, connected);
            for (Mail mail : mails) {
                step = "the mail";
                outcome.add(mail, transport, words);
            }
            transport.close(); // says QUIT and does not wait for the answer
        } catch (MessagingException e) {
            throw new NotifyException(server + " refused " + step + ": " + words.of(e));
        }
    }

    private void greet(SMTPTransport transport, Socket connected)
            throws MessagingException, IOException, NotifyException {
        step = "the encryption";
        Socket spoken = server.tls() == Tls.TLS ? encrypted(connected) : connected;
        step = server.login().isPresent() ? "the greeting or login" : "the greeting";
        transport.connect(spoken);
        if (server.login().isPresent() && !transport.supportsExtension("AUTH")) {
            throw new NotifyException(
                    server + " offers no login" + (server.tls() == Tls.NONE ? " without encryption" : "")
                            + ": remove smtp.user or choose another smtp.tls");
        }
    }

    private SSLSocket encrypted(Socket connected) throws IOException {
        SSLSocket encrypted = server.encryption().createSocket(connected, server.host(), server.port(), true);
        encrypted.startHandshake();
        return encrypted;
    }

    private Session session() {
        var properties = new Properties();
        properties.setProperty("mail.smtp.localhost", server.ownName());
        properties.setProperty("mail.smtp.starttls.enable", String.valueOf(server.tls() == Tls.STARTTLS));
        properties.setProperty("mail.smtp.starttls.required", String.valueOf(server.tls() == Tls.STARTTLS));
        properties.put("mail.smtp.ssl.socketFactory", server.encryption());
        properties.setProperty(
                "mail.smtp.sendpartial", "true"); // one bad address must not keep the others from knowing
        properties.setProperty("mail.smtp.quitwait", "false");
        Session session = Session.getInstance(properties);
        server.login().ifPresent(login -> {
            properties.setProperty("mail.smtp.auth", "true");
            properties.setProperty("mail.smtp.user", login.user());
            session.setPasswordAuthentication(
                    new URLName("smtp", null, -1, null, login.user(), null),
                    new PasswordAuthentication(login.user(), login.password().reveal()));
        });
        return session;
    }

    /** Tries every address of the server in turn: one of them may belong to a family that does not work just now. */
    private Socket connected() throws IOException {
        InetAddress[] addresses = InetAddress.getAllByName(server.host());
        step = "the connection";
        int share = (int) (server.timeout().toMillis() / addresses.length);
        IOException failed = new IOException("no address");
        for (InetAddress address : addresses) {
            Socket candidate = adopted(new BoundedSocket());
            try {
                candidate.connect(named(address), Math.max(1, share));
                candidate.setSoTimeout((int) server.timeout().toMillis());
                return candidate;
            } catch (IOException e) {
                candidate.close();
                failed = e;
            }
        }
        throw failed;
    }

    /** The address with the configured name, so that nobody looks up a name for it. */
    private InetSocketAddress named(InetAddress address) throws IOException {
        return new InetSocketAddress(InetAddress.getByAddress(server.host(), address.getAddress()), server.port());
    }

    private synchronized Socket adopted(Socket mine) throws IOException {
        if (abandoned) {
            mine.close();
            throw new IOException("given up");
        }
        socket = mine;
        return mine;
    }

    @Override
    public synchronized void abandon() {
        abandoned = true;
        disconnect();
    }

    private synchronized void disconnect() {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                socket = null; // closed or not, nobody uses it any more
            }
        }
    }

    @Override
    public String unfinished() {
        return server + " did not finish " + step;
    }
}
