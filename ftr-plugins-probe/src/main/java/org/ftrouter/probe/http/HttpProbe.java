// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.http;

import java.io.IOException;
import java.net.BindException;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.Ticker;
import org.ftrouter.api.probe.BlockingProbe;
import org.ftrouter.api.probe.ProbeBytes;
import org.ftrouter.api.probe.ProbeResult;
import org.ftrouter.probe.Deadline;
import org.ftrouter.probe.Dialer;
import org.ftrouter.probe.Endpoint;
import org.ftrouter.probe.Trust;
import org.ftrouter.probe.WireBytes;

/** Holds a path to be alive when a page answers through it as expected. */
final class HttpProbe implements BlockingProbe {
    private static final int REQUEST = 120; // its headers, but for the host
    private static final int RESPONSE = 500; // the same
    private static final int BODY = 4000;

    private final Page page;
    private final Expectation expected;
    private final Dialer dialer;
    private final Trust trust;
    private final Ticker ticker;

    HttpProbe(Page page, Expectation expected, Dialer dialer, Trust trust, Ticker ticker) {
        this.page = page;
        this.expected = expected;
        this.dialer = dialer;
        this.trust = trust;
        this.ticker = ticker;
    }

    @Override
    public ProbeResult probe(Path path, Duration timeout) {
        Deadline deadline = Deadline.in(timeout, ticker);
        try (Socket connection = dialer.dial(path, deadline)) {
            Endpoint peer = page.endpoint();
            Socket over = page.secure() ? trust.handshake(connection, peer.host(), peer.port()) : connection;
            Optional<String> objection = new Exchange(page, expected).objection(over);
            return objection
                    .map(o -> ProbeResult.noReply(page.url() + " " + o))
                    .orElseGet(() -> ProbeResult.reply(deadline.elapsed()));
        } catch (BindException e) { // our side is broken; this says nothing about the line
            return ProbeResult.inconclusive(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return ProbeResult.noReply(page.url() + ": " + e.getMessage());
        }
    }

    @Override
    public boolean asks(Family family) {
        return dialer.reaches(family);
    }

    /** Of what the page is like only is known whether something in it is looked for. */
    @Override
    public ProbeBytes bytes(Family family) {
        int request = REQUEST + page.request().length() + page.authority().length();
        int response = RESPONSE + (expected.body().isEmpty() ? 0 : BODY);
        return page.secure() ? WireBytes.tls(family, request, response) : WireBytes.tcp(family, request, response);
    }
}
