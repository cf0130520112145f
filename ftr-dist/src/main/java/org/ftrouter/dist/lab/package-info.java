// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * The lab: a router with several uplinks and an internet behind them, made of network namespaces on one machine.
 *
 * <pre>
 *   lan --- router --- isp1 --- internet     one veth pair for each line; only the router's LAN
 *   dmz ----'    '---- ispN ----'            and DMZ addresses are translated, by the router
 * </pre>
 *
 * <p>The real daemon runs in the router. {@link org.ftrouter.dist.lab.Lab} builds, breaks, heals and removes; {@link
 * org.ftrouter.dist.lab.Meter} says what a user in the LAN sees of it. {@code ftr lab} and the end-to-end tests are its
 * two users. All is done with {@code ip}, {@code nft} and small Java programs that run inside the namespaces ({@code
 * Agent}); nothing outside the lab's own namespaces and its folder is ever changed.
 */
@NullMarked
package org.ftrouter.dist.lab;

import org.jspecify.annotations.NullMarked;
