// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.tls;

import java.io.IOException;
import java.net.BindException;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLSocket;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.Ticker;
import org.ftrouter.api.probe.BlockingProbe;
import org.ftrouter.api.probe.ProbeBytes;
import org.ftrouter.api.probe.ProbeResult;
import org.ftrouter.probe.Deadline;
import org.ftrouter.probe.Dialer;
import org.ftrouter.probe.Trust;
import org.ftrouter.probe.WireBytes;

/** Holds a path to be alive when a server proves through it who it is. */
final class TlsProbe implements BlockingProbe {
    private final Server server;
    private final Dialer dialer;
    private final Trust trust;
    private final Ticker ticker;
    private final Clock clock;

    TlsProbe(Server server, Dialer dialer, Trust trust, Ticker ticker, Clock clock) {
        this.server = server;
        this.dialer = dialer;
        this.trust = trust;
        this.ticker = ticker;
        this.clock = clock;
    }

    @Override
    public ProbeResult probe(Path path, Duration timeout) {
        Deadline deadline = Deadline.in(timeout, ticker);
        try (Socket connection = dialer.dial(path, deadline)) {
            SSLSocket secured = trust.handshake(connection, server.name(), server.port());
            Duration roundTrip = deadline.elapsed();
            Instant end = ((X509Certificate) secured.getSession().getPeerCertificates()[0])
                    .getNotAfter()
                    .toInstant();
            return end.isBefore(clock.instant().plus(server.validFor()))
                    ? ProbeResult.noReply("the certificate of " + server + " ends on " + end + ", sooner than in "
                            + server.validFor().toDays() + " days")
                    : ProbeResult.reply(roundTrip);
        } catch (BindException e) { // our side is broken; this says nothing about the line
            return ProbeResult.inconclusive(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return ProbeResult.noReply("no TLS with " + server + ": " + e.getMessage());
        }
    }

    @Override
    public boolean asks(Family family) {
        return dialer.reaches(family);
    }

    @Override
    public ProbeBytes bytes(Family family) {
        return WireBytes.tls(family, 0, 0);
    }
}
