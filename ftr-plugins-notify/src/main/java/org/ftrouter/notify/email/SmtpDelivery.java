// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.email;

import com.sun.mail.smtp.SMTPTransport;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import javax.mail.MessagingException;
import javax.mail.PasswordAuthentication;
import javax.mail.Session;
import javax.mail.URLName;
import javax.net.ssl.SSLSocket;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.api.notify.Steps;
import org.ftrouter.notify.Attempt;
import org.ftrouter.notify.CheckedTls;
import org.ftrouter.notify.Dialler;

/** One visit to the mail server, with a mail for each language. Sockets are ours, so that we can close them at any time. */
final class SmtpDelivery implements Attempt.Work {
    private final SmtpServer server;
    private final List<Mail> mails;
    private final Outcome outcome;
    private final SmtpWords words;
    private final Steps steps;
    private final Dialler dialler;
    private volatile String step = "the connection";

    /** The outcome is told of each mail as soon as the server has answered. */
    SmtpDelivery(SmtpServer server, List<Mail> mails, Outcome outcome, Steps steps) {
        this.steps = steps;
        this.server = server;
        this.mails = mails;
        this.outcome = outcome;
        this.words = new SmtpWords(server);
        this.dialler = new Dialler(server.names(), BoundedSocket::new, BoundedSocket.MOST);
    }

    @Override
    public void deliver() throws NotifyException {
        try {
            Socket connected = dialler.connect(server.host(), server.port(), server.timeout(), steps);
            converse(connected);
        } catch (IOException e) {
            throw new NotifyException(server + " cannot be reached, " + step + " failed: " + words.of(e));
        } finally {
            dialler.close();
        }
    }

    private void converse(Socket connected) throws NotifyException, IOException {
        Session session = session();
        var transport = new SteppedTransport(session, server, steps);
        session.getProperties()
                .put("mail.smtp.ssl.socketFactory", server.encryption().watchedBy(transport::encrypting));
        try {
            greet(transport, connected);
            for (Mail mail : mails) {
                step = "the mail";
                steps.begin("send", addresses(mail));
                if (outcome.add(mail, transport, words)) {
                    steps.passed(words.line(transport.getLastServerResponse()));
                }
            }
            transport.close(); // says QUIT and does not wait for the answer
        } catch (MessagingException e) {
            throw new NotifyException(server + " refused " + step + ": " + words.of(e));
        }
    }

    private static String addresses(Mail mail) {
        return mail.recipients().stream().map(r -> r.address().getAddress()).collect(Collectors.joining(", "));
    }

    private void greet(SMTPTransport transport, Socket connected)
            throws MessagingException, IOException, NotifyException {
        step = "the encryption";
        if (server.tls() == Tls.TLS) {
            steps.begin("tls", "");
        }
        Socket spoken = server.tls() == Tls.TLS ? encrypted(connected) : connected;
        step = server.login().isPresent() ? "the greeting or login" : "the greeting";
        steps.begin("greet", "");
        transport.connect(spoken);
        if (server.login().isPresent() && !transport.supportsExtension("AUTH")) {
            throw new NotifyException(
                    server + " offers no login" + (server.tls() == Tls.NONE ? " without encryption" : "")
                            + ": remove smtp.user or choose another smtp.tls");
        }
        if (server.login().isPresent()) {
            steps.passed("");
        }
    }

    private SSLSocket encrypted(Socket connected) throws IOException {
        SSLSocket encrypted = server.encryption().createSocket(connected, server.host(), server.port(), true);
        encrypted.startHandshake();
        steps.passed(CheckedTls.shown(encrypted.getSession()));
        return encrypted;
    }

    private Session session() {
        var properties = new Properties();
        properties.setProperty("mail.smtp.localhost", server.ownName());
        properties.setProperty("mail.smtp.starttls.enable", String.valueOf(server.tls() == Tls.STARTTLS));
        properties.setProperty("mail.smtp.starttls.required", String.valueOf(server.tls() == Tls.STARTTLS));
        properties.setProperty(
                "mail.smtp.sendpartial", "true"); // one bad address must not keep the others from knowing
        properties.setProperty("mail.smtp.quitwait", "false");
        Session session = Session.getInstance(properties);
        server.login().ifPresent(login -> {
            properties.setProperty("mail.smtp.auth", "true");
            properties.setProperty("mail.smtp.auth.mechanisms", "PLAIN LOGIN DIGEST-MD5 NTLM"); // in this order
            properties.setProperty("mail.smtp.user", login.user());
            session.setPasswordAuthentication(
                    new URLName("smtp", null, -1, null, login.user(), null),
                    new PasswordAuthentication(login.user(), login.password().reveal()));
        });
        return session;
    }

    @Override
    public void abandon() {
        dialler.abandon();
    }

    @Override
    public String unfinished() {
        return server + " did not finish " + step;
    }
}
