// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.icmp;

import java.net.InetAddress;
import org.ftrouter.api.Settings;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeContext;
import org.ftrouter.api.probe.ProbeFactory;
import org.ftrouter.linux.IcmpEcho;

/**
 * Probes that ask for an ICMP echo, of a numeric address: a name would need the uplinks it is to test. Keys: {@code
 * target}, and {@code size}, the bytes of payload (24; some lines lose packets with none, or odd ones).
 */
public final class IcmpProbeFactory implements ProbeFactory {
    private static final int SIZE = 24;
    private final IcmpCounters counters = new IcmpCounters();
    private final Pinger pinger = new Pinger(counters);

    @Override
    public String type() {
        return "icmp";
    }

    @Override
    public Probe create(Settings settings, ProbeContext context) {
        if (!settings.has("target")) {
            settings.problem("target", "is missing; a numeric IPv4 or IPv6 address is needed, such as icmp:9.9.9.9");
        }
        InetAddress target = settings.address("target").orElseGet(InetAddress::getLoopbackAddress);
        if (target.isMulticastAddress() || target.isAnyLocalAddress()) {
            settings.problem("target", target.getHostAddress() + " is not the address of one host");
        }
        int size = settings.integer("size", SIZE, IcmpEcho.LEAST_SIZE, IcmpEcho.MOST_SIZE);
        return new IcmpProbe(target, size, pinger);
    }

    /** What happened so far, over all targets. */
    public IcmpCounters counters() {
        return counters;
    }
}
