// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.email;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.mail.internet.MimeMessage;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.testkit.NotifierContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The contract against a mail server of somebody else's making, with a login. */
class EmailContractTest extends NotifierContract {
    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private final List<AutoCloseable> others = new ArrayList<>();

    @BeforeEach
    void start() {
        server.setUser("noc@example.org", "router", Mailers.SECRET);
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
        for (AutoCloseable other : others) {
            other.close();
        }
    }

    @Override
    protected Notifier working() {
        return at(server.getSmtp().getPort());
    }

    @Override
    protected Notifier unreachable() throws Exception {
        try (var unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return at(unused.getLocalPort());
        }
    }

    @Override
    protected Optional<Notifier> stuck() throws Exception {
        var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress()); // the kernel accepts, nobody greets
        others.add(silent);
        return Optional.of(at(silent.getLocalPort()));
    }

    private static Notifier at(int port) {
        return Mailers.mailer(port, "tls", "none", "user", "router", "password", Mailers.SECRET);
    }

    @Override
    protected List<Delivery> delivered() throws Exception {
        var deliveries = new ArrayList<Delivery>();
        for (MimeMessage mail : server.getReceivedMessages()) {
            assertThat(mail.getAllRecipients()).hasSize(1);
            assertThat(mail.getHeader("Bcc")).isNull();
            assertThat(mail.getSubject()).startsWith("[ftr gw1] ");
            deliveries.add(new Delivery(
                    mail.getMessageID().replaceAll("<(.*)\\.en@gw1\\.example\\.org>", "$1"),
                    mail.getHeader("X-FTR-Event")[0],
                    mail.getSubject().substring("[ftr gw1] ".length())));
        }
        return deliveries;
    }

    @Override
    protected String secret() {
        return Mailers.SECRET;
    }
}
