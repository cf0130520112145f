// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.snmp;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.ftrouter.api.Ticker;
import org.ftrouter.api.notify.Notice;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifyException;
import org.ftrouter.api.notify.Steps;
import org.ftrouter.notify.Approach;
import org.ftrouter.notify.Attempt;
import org.ftrouter.notify.Names;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.smi.VariableBinding;

/** Sends a notice as one SNMP notification. */
final class SnmpNotifier implements Notifier {
    private final String host;
    private final int port;
    private final Names names;
    private final SnmpSender sender;
    private final Duration timeout;
    private final String language;
    private final Ticker ticker;
    private final long started;

    SnmpNotifier(
            String host, int port, Names names, SnmpSender sender, Duration timeout, String language, Ticker ticker) {
        this.names = names;
        this.host = host;
        this.port = port;
        this.sender = sender;
        this.timeout = timeout;
        this.language = language;
        this.ticker = ticker;
        this.started = ticker.nanos();
    }

    @Override
    public void send(Notice notice) throws NotifyException, InterruptedException {
        List<VariableBinding> content = TrapContent.of(
                notice, language, Instant.now(), ticker.since(started).toMillis());
        Attempt.run(new Sending(content), timeout);
    }

    private final class Sending implements Attempt.Work {
        private final List<VariableBinding> content;
        private volatile boolean abandoned;

        private Sending(List<VariableBinding> content) {
            this.content = content;
        }

        @Override
        public void deliver() throws NotifyException {
            IOException failed = new IOException("no address");
            try {
                for (InetAddress to : names.of(host)) {
                    try {
                        sender.send(content, new UdpAddress(to, port), from(to));
                        return;
                    } catch (IOException e) {
                        failed = e; // the next one may be of a family that works here
                    }
                    if (abandoned) {
                        break;
                    }
                }
            } catch (IOException e) {
                failed = e;
            }
            throw new NotifyException(this + " cannot be reached: " + failed);
        }

        @Override
        public void abandon() {
            abandoned = true;
            sender.abandon();
        }

        @Override
        public String unfinished() {
            return this + " did not confirm the notification";
        }

        @Override
        public String toString() {
            return "SNMP receiver " + host + ":" + port;
        }
    }

    /** The address of the uplink, whose table the packets of that address take; else any. */
    private UdpAddress from(InetAddress to) throws IOException {
        return names.via().isUplink()
                ? new UdpAddress(names.via().towards(to).source(), 0)
                : new UdpAddress("0.0.0.0/0");
    }

    @Override
    public void test(Notice notice, Steps steps) throws NotifyException, InterruptedException {
        new Approach(host, port, names, timeout, steps).addresses();
        steps.begin("send", toString());
        send(notice);
        steps.passed("");
    }

    @Override
    public boolean forPeople() {
        return false;
    }

    @Override
    public void close() {
        sender.abandon();
    }

    @Override
    public String toString() {
        return "snmp-trap to " + host + ":" + port;
    }
}
