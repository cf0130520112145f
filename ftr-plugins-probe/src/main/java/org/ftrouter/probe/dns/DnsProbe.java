// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.dns;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.Ticker;
import org.ftrouter.api.probe.BlockingProbe;
import org.ftrouter.api.probe.ProbeBytes;
import org.ftrouter.api.probe.ProbeResult;
import org.ftrouter.probe.Deadline;
import org.ftrouter.probe.DnsClient;
import org.ftrouter.probe.WireBytes;
import org.xbill.DNS.Message;

/** Holds a path to be alive when a DNS server gives the right answer through it. */
final class DnsProbe implements BlockingProbe {
    private static final int HEADER = 12; // RFC 1035, section 4.1.1
    private static final int TYPE_AND_CLASS = 4;
    private static final int LENGTH = 2; // RFC 1035, section 4.2.2
    private static final int ANSWER = 50; // two records of addresses, or whose the zone is

    private final InetSocketAddress server;
    private final Transport transport;
    private final DnsQuestion question;
    private final Ticker ticker;

    DnsProbe(InetSocketAddress server, Transport transport, DnsQuestion question, Ticker ticker) {
        this.server = server;
        this.transport = transport;
        this.question = question;
        this.ticker = ticker;
    }

    @Override
    public ProbeResult probe(Path path, Duration timeout) {
        Deadline deadline = Deadline.in(timeout, ticker);
        var client = new DnsClient(path, server);
        try {
            Message answer = transport == Transport.TCP
                    ? client.askByTcp(question.record(), deadline)
                    : client.ask(question.record(), deadline);
            Duration roundTrip = deadline.elapsed();
            Optional<String> objection = question.objection(answer);
            return objection.map(ProbeResult::noReply).orElseGet(() -> ProbeResult.reply(roundTrip));
        } catch (BindException e) { // our side is broken; this says nothing about the line
            return ProbeResult.inconclusive(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return ProbeResult.noReply("DNS: " + e.getMessage());
        }
    }

    @Override
    public boolean asks(Family family) {
        return Family.of(server.getAddress()) == family;
    }

    @Override
    public ProbeBytes bytes(Family family) {
        int asked = HEADER + question.record().getName().length() + TYPE_AND_CLASS;
        int answered = asked + ANSWER;
        return transport == Transport.TCP
                ? WireBytes.tcp(family, LENGTH + asked, LENGTH + answered)
                : WireBytes.udp(family, asked, answered);
    }
}
