// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.simulate;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.ftrouter.api.Family;
import org.ftrouter.linux.NetworkLink;

/** An interface of the model kernel. */
final class ModelLink {
    final String name;
    final boolean pointToPoint;
    final Map<Family, InetAddress> addresses = new EnumMap<>(Family.class);
    final Map<Family, InetAddress> learntGateways = new EnumMap<>(Family.class);
    final List<Line> lines = new ArrayList<>();
    int index;
    boolean exists = true;
    boolean up = true;
    boolean carrier = true;

    ModelLink(String name, int index, boolean pointToPoint) {
        this.name = name;
        this.index = index;
        this.pointToPoint = pointToPoint;
    }

    /** Whether packets of the family get onto the wire. */
    boolean passes(Family family) {
        return exists && up && carrier && addresses.containsKey(family);
    }

    NetworkLink toNetworkLink(long now) {
        long received = 0;
        long sent = 0;
        for (Line line : lines) {
            received += line.received(now);
            sent += line.sent(now);
        }
        return new NetworkLink(name, index, up, up && carrier, pointToPoint, received, sent, 0, 0);
    }
}
