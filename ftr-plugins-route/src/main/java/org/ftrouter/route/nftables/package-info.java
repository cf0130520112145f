// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * Keeps each connection on the uplink it started on, and translates its source address, with nftables: a plan comes in,
 * one table {@code inet ftr} goes out. {@code render} prints it as a file for {@code nft -f}; {@code apply} writes and
 * repairs it if {@code manage = true}, as a whole in one transaction. Run by the engine on the thread of this backend.
 *
 * <p>It does what the iptables backend does, with the same marks. Its chains stand just before those of an administrator
 * for marks and behind them for translation, so that theirs win. It holds no verdict that lets a packet in or keeps it
 * out. What it wants of nft is in version 0.9.8; the kernel must know NAT in {@code inet} tables (Linux 5.2).
 */
@NullMarked
package org.ftrouter.route.nftables;

import org.jspecify.annotations.NullMarked;
