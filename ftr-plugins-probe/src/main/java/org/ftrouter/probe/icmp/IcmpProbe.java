// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.icmp;

import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;
import org.ftrouter.api.Ticker;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeBytes;
import org.ftrouter.api.probe.ProbeResult;
import org.ftrouter.probe.WireBytes;

/** Holds a path to be alive when an ICMP echo comes back through it. */
final class IcmpProbe implements Probe {
    private static final Duration LONGEST = Duration.ofHours(1);
    private final InetAddress target;
    private final int size;
    private final Pinger pinger;
    private volatile boolean closed;

    IcmpProbe(InetAddress target, int size, Pinger pinger) {
        this.target = target;
        this.size = size;
        this.pinger = pinger;
    }

    InetAddress target() {
        return target;
    }

    /** Bytes of payload. */
    int size() {
        return size;
    }

    @Override
    public CompletionStage<ProbeResult> probe(Path path, Duration timeout) {
        Duration bounded = timeout.compareTo(LONGEST) < 0 ? timeout : LONGEST;
        var question = new Question(this, path, bounded, Ticker.SYSTEM.nanos());
        if (closed) {
            question.settle(ProbeResult.inconclusive("the probe was closed"));
        } else if (!asks(path.family())) {
            question.settle(ProbeResult.inconclusive(
                    target.getHostAddress() + " cannot be asked through " + path.family() + " path " + path));
        } else {
            pinger.ask(question);
        }
        return question.result();
    }

    @Override
    public boolean asks(Family family) {
        return family == Family.of(target);
    }

    @Override
    public ProbeBytes bytes(Family family) {
        int packet = WireBytes.header(family) + 8 + size;
        return new ProbeBytes(packet, packet);
    }

    @Override
    public void close() {
        closed = true;
        pinger.leave(this);
    }
}
