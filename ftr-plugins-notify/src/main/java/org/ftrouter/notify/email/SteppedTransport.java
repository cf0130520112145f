// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.email;

import com.sun.mail.smtp.SMTPTransport;
import javax.mail.MessagingException;
import javax.mail.Session;
import javax.mail.URLName;
import javax.net.ssl.SSLSocket;
import org.ftrouter.api.notify.Steps;
import org.ftrouter.notify.CheckedTls;
import org.jspecify.annotations.Nullable;

/** Speaks SMTP, and says when greeting, encryption and login begin and are over. */
final class SteppedTransport extends SMTPTransport {
    private final SmtpServer server;
    private final Steps steps;
    private @Nullable SSLSocket encrypted;
    private boolean greeted;

    SteppedTransport(Session session, SmtpServer server, Steps steps) {
        super(session, new URLName("smtp", null, -1, null, null, null));
        this.server = server;
        this.steps = steps;
    }

    /** A socket was made to encrypt the connection with. */
    void encrypting(SSLSocket socket) {
        encrypted = socket;
    }

    @Override
    protected boolean ehlo(String domain) throws MessagingException {
        boolean understood = super.ehlo(domain);
        if (!greeted) {
            greeted = true;
            steps.passed("");
            if (server.tls() == Tls.STARTTLS) {
                steps.begin("tls", "");
                return understood;
            }
        }
        server.login().ifPresent(login -> steps.begin("login", login.user()));
        return understood;
    }

    @Override
    protected void startTLS() throws MessagingException {
        super.startTLS();
        SSLSocket socket = encrypted;
        steps.passed(socket == null ? "" : CheckedTls.shown(socket.getSession()));
    }
}
