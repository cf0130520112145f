// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.route;

import java.util.List;
import java.util.stream.Stream;

/**
 * The interfaces towards our own networks.
 *
 * @param lan interfaces of trusted networks
 * @param dmz interfaces of networks with servers that the internet may reach
 */
public record Downlinks(List<String> lan, List<String> dmz) {

    /** Copies. */
    public Downlinks {
        lan = List.copyOf(lan);
        dmz = List.copyOf(dmz);
    }

    /** All of them, LAN first. */
    public List<String> all() {
        return Stream.concat(lan.stream(), dmz.stream()).toList();
    }
}
