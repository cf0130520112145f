// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.syslog;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.api.notify.Steps;
import org.ftrouter.notify.Attempt;
import org.ftrouter.notify.Names;

/** Sends a notice as one syslog message. */
final class SyslogNotifier implements Notifier {
    private final Destination destination;
    private final Format format;
    private final Message message;
    private final Names names;
    private final Duration timeout;
    private final Optional<SSLContext> trust;
    private Wire wire;

    SyslogNotifier(
            Destination destination,
            Format format,
            Message message,
            Names names,
            Duration timeout,
            Optional<SSLContext> trust) {
        this.names = names;
        this.destination = destination;
        this.format = format;
        this.message = message;
        this.timeout = timeout;
        this.trust = trust;
        this.wire = destination.wire(names, timeout, trust);
    }

    @Override
    public void send(Notice notice) throws NotifyException, InterruptedException {
        byte[] octets = message.write(notice, format, Instant.now(), ZoneId.systemDefault());
        Wire mine = wire;
        Attempt.run(
                new Attempt.Work() {
                    @Override
                    public void deliver() throws NotifyException {
                        try {
                            mine.send(octets);
                        } catch (IOException e) {
                            throw new NotifyException(destination + " cannot be reached", e);
                        }
                    }

                    @Override
                    public void abandon() {
                        mine.close();
                        wire = destination.wire(names, timeout, trust);
                    }

                    @Override
                    public String unfinished() {
                        return destination + " did not take the message";
                    }
                },
                timeout);
    }

    @Override
    public void test(Notice notice, Steps steps) throws NotifyException, InterruptedException {
        destination.approach(names, timeout, trust, steps);
        steps.begin("send", destination.toString());
        send(notice);
        steps.passed("");
    }

    @Override
    public boolean forPeople() {
        return false;
    }

    @Override
    public void close() {
        wire.close();
    }

    @Override
    public String toString() {
        return "syslog to " + destination;
    }
}
