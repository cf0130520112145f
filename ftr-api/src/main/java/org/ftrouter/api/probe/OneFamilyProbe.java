// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.probe;

import java.net.InetAddress;
import java.time.Duration;
import org.ftrouter.api.Family;
import org.ftrouter.api.Path;

/** A blocking probe that asks one address, which can be asked through paths of its family only. */
final class OneFamilyProbe implements BlockingProbe {
    private final Family family;
    private final BlockingProbe probe;

    OneFamilyProbe(InetAddress target, BlockingProbe probe) {
        this.family = Family.of(target);
        this.probe = probe;
    }

    @Override
    public ProbeResult probe(Path path, Duration timeout) throws InterruptedException {
        return probe.probe(path, timeout);
    }

    @Override
    public boolean asks(Family asked) {
        return asked == family && probe.asks(asked);
    }

    @Override
    public ProbeBytes bytes(Family asked) {
        return probe.bytes(asked);
    }

    @Override
    public boolean local() {
        return probe.local();
    }
}
