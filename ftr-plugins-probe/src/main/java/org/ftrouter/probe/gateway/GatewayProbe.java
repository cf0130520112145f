// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.gateway;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.Settings;
import org.ftrouter.api.Ticker;
import org.ftrouter.api.probe.BlockingProbe;
import org.ftrouter.api.probe.ProbeBytes;
import org.ftrouter.api.probe.ProbeResult;
import org.ftrouter.probe.Endpoint;

/** Asks a machine on the path's own wire whether it is there. */
final class GatewayProbe implements BlockingProbe {
    private final Family family;
    private final Optional<InetAddress> target;
    private final Question question;
    private final Ticker ticker;

    /** How the wire is asked; returns when the owner of the address has answered. */
    @FunctionalInterface
    interface Question {
        void ask(Path path, InetAddress address, Duration timeout) throws IOException;
    }

    GatewayProbe(Family family, Optional<InetAddress> target, Question question, Ticker ticker) {
        this.family = family;
        this.target = target;
        this.question = question;
        this.ticker = ticker;
    }

    /** The key {@code target}: empty for the gateway, whichever that is then. */
    static Optional<InetAddress> target(Settings settings, Family family) {
        String text = settings.string("target", "");
        Optional<InetAddress> address = Endpoint.address(text).filter(a -> Family.of(a) == family);
        if (!text.isEmpty() && address.isEmpty()) {
            settings.problem(
                    "target", "is '" + text + "', not an " + family + " address; leave it empty to ask the gateway");
        }
        return address;
    }

    @Override
    public ProbeResult probe(Path path, Duration timeout) {
        Optional<InetAddress> asked = target.or(path::gateway);
        if (asked.isEmpty()) {
            return ProbeResult.inconclusive(path + " has no gateway: nobody can be asked on a point-to-point line");
        }
        long start = ticker.nanos();
        try {
            question.ask(path, asked.get(), timeout);
            return ProbeResult.reply(ticker.since(start));
        } catch (BindException e) { // our side is broken; this says nothing about the gateway
            return ProbeResult.inconclusive(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return ProbeResult.noReply(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public boolean asks(Family asked) {
        return asked == family;
    }

    /** Of ARP (RFC 826), or a solicitation and an advertisement with the option of an address (RFC 4861, 4.3 and 4.4). */
    @Override
    public ProbeBytes bytes(Family asked) {
        int message = family == Family.IPV4 ? 28 : 72;
        return new ProbeBytes(message, message);
    }

    @Override
    public boolean local() {
        return true;
    }
}
