// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import java.util.List;
import org.ftrouter.api.Family;
import org.ftrouter.engine.config.Configuration;
import org.ftrouter.engine.config.PluginConfig;
import org.ftrouter.engine.cycle.PathId;

/** Roughly how many bytes one question and its answer put on the line, headers of the network layer included. */
final class ProbeSize {
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;

    private ProbeSize() {}

    /** The mean over the targets of a path. */
    static double mean(Configuration configuration, PathId path) {
        List<PluginConfig> targets = configuration.uplinks().stream()
                .filter(u -> u.uplink().name().equals(path.uplink()))
                .flatMap(u -> u.probe().targets().stream())
                .toList();
        int header = path.family() == Family.IPV4 ? IPV4_HEADER : IPV6_HEADER;
        return targets.stream()
                .mapToInt(target -> packets(target.type()) * header + payload(target.type()))
                .average()
                .orElse(0);
    }

    private static int packets(String type) {
        return switch (type) {
            case "tcp" -> 4; // SYN, SYN+ACK, ACK, RST
            case "http" -> 10;
            default -> 2;
        };
    }

    private static int payload(String type) {
        return switch (type) {
            case "icmp" -> 2 * (8 + 24);
            case "tcp" -> 40 + 40 + 32 + 20;
            case "dns" -> 2 * 8 + 40 + 60;
            case "http" -> 10 * 32 + 1000;
            default -> 200;
        };
    }
}
