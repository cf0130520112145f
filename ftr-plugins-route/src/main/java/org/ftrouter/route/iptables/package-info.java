// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * Keeps each connection on the uplink it started on, and translates its source address: a plan comes in, iptables rules
 * go out. {@code render} prints them as a file for {@code iptables-restore}; {@code apply} installs and repairs them if
 * {@code manage = true}, in chains of our own. Run by the engine on the thread of this backend.
 *
 * <p>A connection gets its uplink's mark with its first packet: in PREROUTING if it comes in from the uplink, in
 * POSTROUTING if it goes out there. Packets that come from a LAN or DMZ get the mark of their connection before they are
 * routed, and a routing rule of another backend sends them to that uplink's table. Packets that the router itself sends
 * need no mark: their source address is that of an uplink once the connection exists, and the rule for that address
 * keeps them there. So there is no rule in OUTPUT, where it would wipe out the marks of probes.
 */
@NullMarked
package org.ftrouter.route.iptables;

import org.jspecify.annotations.NullMarked;
