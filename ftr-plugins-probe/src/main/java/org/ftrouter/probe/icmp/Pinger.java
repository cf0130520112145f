// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.icmp;

import java.util.HashSet;
import java.util.Set;
import org.ftrouter.api.probe.ProbeResult;
import org.ftrouter.linux.LinuxException;
import org.jspecify.annotations.Nullable;

/** What all probes of a factory share: the I/O thread, which runs from the first question to the last probe's end. */
final class Pinger {
    private final IcmpCounters counters;
    private final Set<IcmpProbe> users = new HashSet<>();
    private @Nullable EchoLoop loop;

    Pinger(IcmpCounters counters) {
        this.counters = counters;
    }

    /** Hands the question to the I/O thread. */
    synchronized void ask(Question question) {
        try {
            if (loop == null || loop.ended()) {
                loop = EchoLoop.start(counters);
            }
            users.add(question.asker());
            loop.ask(question);
        } catch (LinuxException e) {
            question.settle(ProbeResult.inconclusive("cannot start: " + e.getMessage()));
        }
    }

    /** Settles the probe's questions; it asks no more. */
    synchronized void leave(IcmpProbe probe) {
        if (!users.remove(probe) || loop == null) {
            return;
        }
        loop.forget(probe);
        if (users.isEmpty()) {
            loop.end();
            loop = null;
        }
    }
}
